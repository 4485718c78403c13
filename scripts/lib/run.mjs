import { spawn } from 'node:child_process';

/** Shared by all scripts; uses nothing but Node, because it runs before anything is installed. */

export const root = new URL('../..', import.meta.url);

/**
 * Runs a command, by default in the checkout and with its output on stderr.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdout?: 'inherit' | 'stderr', cwd?: string | URL }} [options]
 * @returns {Promise<number>} its exit status
 */
export function run(command, args, { env = process.env, stdout = 'stderr', cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['inherit', stdout === 'inherit' ? 'inherit' : 2, 'inherit'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/**
 * Runs a command like `run`, and exits if it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdout?: 'inherit' | 'stderr', cwd?: string | URL }} [options]
 */
export async function runOrExit(command, args, options) {
  const status = await run(command, args, options);
  if (status !== 0) process.exit(status);
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
