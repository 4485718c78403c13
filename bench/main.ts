import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { appFolder } from '#engine/root';
import { version } from '#engine/version';
import { formatBytes, formatSeconds, plural } from '#shared/units';
import { graphsBench } from './graphs';
import { growthBench } from './growth';
import { limitsBench } from './limits';
import type { Row } from './rows';
import { tableOf } from './rows';
import type { Section } from './section';
import { sineBench } from './sine';
import { soakBench } from './soak';
import { targetsBench } from './targets';
import { verdictsBench } from './verdicts';

/**
 * `npm run bench`: the measurements that the decisions in docs/ rest on, and the targets. Claims are ratios within one
 * run; the times themselves belong to this machine and this hour, so a missed target is said and is no failure.
 */
const sections: Readonly<Record<string, { readonly about: string; readonly run: Section }>> = {
  targets: { about: 'what the app shall reach', run: targetsBench },
  limits: { about: 'what the machine can do at most, and our share of it', run: limitsBench },
  growth: { about: 'times against sizes', run: growthBench },
  graphs: { about: 'shapes of the structured projection', run: graphsBench },
  sine: { about: 'the largest error of a sine, by device', run: sineBench },
  verdicts: { about: 'where DrDAM ends, predicted and measured; only when asked for', run: verdictsBench },
  soak: { about: 'memory over minutes of use; only when asked for', run: soakBench },
};
const USAGE = `npm run bench -- [sections] [--quick] [--json FILE] [--seed N] [--minutes N]
${Object.entries(sections)
  .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
  .join('\n')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    seed: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
});
const names =
  positionals.length > 0
    ? positionals
    : Object.keys(sections).filter((name) => !['soak', 'verdicts'].includes(name));
const unknown = names.find((name) => !(name in sections));
if (values.help || unknown !== undefined) {
  console.log(unknown === undefined ? USAGE : `There is no section "${unknown}".\n${USAGE}`);
  process.exit(unknown === undefined ? 0 : 2);
}

const begun = new Date();
const options = { quick: values.quick, seed: numberOf('seed'), minutes: numberOf('minutes') };
const machine = await machineOf();
console.log(`Mnemoscope ${version}, ${begun.toISOString().slice(0, 16).replace('T', ' ')} UTC`);
console.log(
  `${machine.cpu}, ${plural(machine.cores, 'core')}, ${formatBytes(machine.memoryBytes)} of memory`,
);
console.log(
  `${machine.system}, Node ${machine.node}, onnxruntime ${machine.onnxruntime}, seed ${String(options.seed)}`,
);

const rows: (Row & { readonly section: string })[] = [];
for (const name of names) {
  const section = sections[name];
  if (!section) continue;
  console.log(`\n${name}: ${section.about}`);
  const found = await section.run(options);
  rows.push(...found.map((one) => ({ section: name, ...one })));
  console.log(tableOf(found));
}

const seconds = performance.now() / 1e3;
const judged = rows.filter(({ met }) => met !== undefined);
const missed = judged.filter(({ met }) => met === false);
if (judged.length > 0)
  console.log(`\n${String(judged.length - missed.length)} of ${plural(judged.length, 'target')} met`);
for (const { name } of missed) console.log(`  not met: ${name}`);

const file = resolve(process.env.INIT_CWD ?? '.', values.json ?? defaultFile());
await mkdir(dirname(file), { recursive: true });
const result = { version, date: begun.toISOString(), seconds, ...options, machine, rows };
await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
console.log(`\nwrote ${file}\ntook ${formatSeconds(seconds)}${values.quick ? ', quick' : ''}`);

function numberOf(name: 'seed' | 'minutes'): number {
  const value = Number(values[name]);
  if (!(value >= 0)) throw new Error(`--${name} is a number, not "${values[name]}".`);
  return value;
}

function defaultFile(): string {
  return join(appFolder, 'out', 'bench', `${begun.toISOString().slice(0, 19).replaceAll(':', '-')}.json`);
}

async function machineOf() {
  const runtime = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    onnxruntime: z.object({ version: z.string() }).parse(JSON.parse(await readFile(runtime, 'utf8'))).version,
  };
}
