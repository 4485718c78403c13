import { run } from './lib/run.mjs';

// Types, lint, format and structure run beside each other: each is a single thread for much of its time.
const checks = ['types', 'lint', 'format', 'structure'].map((what) =>
  run('npm', ['run', '-s', `check:${what}`], { stdout: 'inherit' }),
);
const failed = (await Promise.all(checks)).some((status) => status !== 0);
process.exit(failed ? 1 : 0);
