import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import asar from '@electron/asar';

const execute = promisify(execFile);
const LIMIT_MS = 60_000;

/**
 * Runs the packaged command line with plain Node from a copy outside the checkout, laid out as installed, with the archive
 * as a folder. It fails if anything that it needs was not packaged.
 *
 * @param {string} resources of the packaged app, for this system
 * @returns {Promise<string[]>} what went wrong
 */
export async function runPackaged(resources) {
  // an installation folder with characters that people use
  const folder = mkdtempSync(join(tmpdir(), 'Zoë 日本 '));
  const copy = join(folder, 'resources');
  const out = join(folder, 'run.npz');
  const descend = [
    'descend',
    'sample:emoji',
    '--device',
    'cpu',
    '--memories',
    '2',
    '--queries',
    '1',
    '--size',
    '16',
  ];
  const commands = [
    // the CPU is listed only if the packaged library computed the known answer with the packaged graphs
    { args: ['devices', '--json'], says: /"id":"cpu",[^}]*"works":true/ },
    { args: ['images', 'sample:emoji', '--json'], says: /"skipped":\[\]/ },
    {
      args: [...descend, '--steps', '4', '--features', '500', '--out', out, '--sheet', `${out}.png`],
      says: /./,
    },
    { args: ['--version'], says: /^\d+\.\d+\.\d+$/m },
  ];
  try {
    for (const name of ['models', 'out'])
      cpSync(join(resources, name), join(copy, name), { recursive: true });
    asar.extractAll(join(resources, 'app.asar'), join(copy, 'app.asar'));
    const program = join(copy, 'app.asar/out/main/cli.js');
    const problems = [];
    for (const { args, says } of commands) {
      const problem = await tryCommand(program, args, says, folder);
      if (problem) problems.push(`mnemoscope ${args[0]}: ${problem}`);
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RegExp} says
 * @param {string} cwd
 */
async function tryCommand(program, args, says, cwd) {
  try {
    const { stdout } = await execute(process.execPath, [program, ...args], { cwd, timeout: LIMIT_MS });
    return says.test(stdout) ? undefined : `unexpected answer: ${stdout.slice(0, 500)}`;
  } catch (thrown) {
    const { message, stderr } = /** @type {Error & { stderr?: string }} */ (thrown);
    return stderr || message;
  }
}
