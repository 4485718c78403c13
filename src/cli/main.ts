import { parentPort } from '#engine/process/utility';
import { EXIT, runCommand } from './run-command';

const abort = new AbortController();
const received = new Set<string>();
const cancel = (signal: string) => {
  if (received.has(signal)) process.exit(EXIT.cancelled); // the second interrupt exits at once
  // an interrupt of the desktop app arrives as two different signals: its own, and the one that main sends
  received.add(signal);
  abort.abort();
};
for (const end of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(end, cancel);

// the reader of the results may close the pipe early
process.stdout.on('error', () => process.exit(EXIT.failed));
process.exitCode = await runCommand(process.argv.slice(2), abort.signal);
// a utility process of the desktop app never exits by itself; it exits once the output is flushed
if (parentPort) process.stdout.write('', () => process.exit());
