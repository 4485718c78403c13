import { cpus } from 'node:os';
import { graphsBench } from './graphs';
import { sineBench } from './sine';

/**
 * `npm run bench`: the measurements that the decisions in docs/ rest on. Every claim is a ratio within one run; the
 * times themselves belong to this machine and this hour. `npm run bench -- sine` runs one section.
 */
const sections: Readonly<Record<string, () => Promise<void>>> = { graphs: graphsBench, sine: sineBench };

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(sections);
console.log(`${cpus()[0]?.model.trim() ?? 'CPU'}, ${String(cpus().length)} threads, Node ${process.version}`);
for (const name of names) {
  const section = sections[name];
  if (!section)
    throw new Error(`There is no section "${name}". There are: ${Object.keys(sections).join(', ')}.`);
  console.log(`\n${name}`);
  await section();
}
