import { version } from '#engine/version';
import { EngineError, toEngineError } from '#shared/errors';
import type { Command, CommandResult } from './commands/command';
import { log } from './console';
import { helpText } from './help';
import type { OptionTable } from './options';
import { Options, UsageError } from './options';
import { ignoredOptions } from './setup-options';

/** Commands are loaded when they are called, so each loads only the libraries that it needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  devices: async () => (await import('./commands/devices')).devices,
  images: async () => (await import('./commands/images')).images,
  memories: async () => (await import('./commands/memories')).memories,
  descend: async () => (await import('./commands/descend')).descend,
  landscape: async () => (await import('./commands/landscape')).landscape,
  film: async () => (await import('./commands/film')).film,
  reproduce: async () => (await import('./commands/reproduce')).reproduce,
  serve: async () => (await import('./commands/serve')).serve,
};

const commonOptions: OptionTable = {
  json: { help: 'print one JSON object instead of the summary' },
  debug: { help: 'print the stack trace of an error' },
  help: { help: 'print this help' },
};

/** Exit statuses. */
export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 };

/** Runs the command that `args` name, until it is done or `signal` is aborted. Returns the exit status; errors are printed. */
export async function runCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    const all = await Promise.all(Object.values(commands).map((load) => load()));
    process.stdout.write(`${helpText(all, commonOptions)}\n`);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (name === '--version') {
    process.stdout.write(`${version}\n`);
    return EXIT.done;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    log(`Unknown command "${name}". Commands: ${Object.keys(commands).join(', ')}. --help describes them.`);
    return EXIT.usage;
  }
  try {
    const command = await load();
    const options = new Options(rest, { ...command.options, ...commonOptions });
    if (options.isOn('help')) {
      process.stdout.write(`${helpText([command], commonOptions)}\n`);
      return EXIT.done;
    }
    const extra = options.positionals[command.maxOperands];
    if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}".`);
    for (const message of ignoredOptions(options)) log(`Note: ${message}`);
    const result = await command.run(options, signal);
    if (result) print(result, options.isOn('json'));
    return EXIT.done;
  } catch (thrown) {
    return reportError(thrown, rest.includes('--debug'));
  }
}

function print({ text, json }: CommandResult, isJson: boolean): void {
  process.stdout.write(`${isJson ? JSON.stringify(json) : text}\n`);
}

function reportError(thrown: unknown, isDebug: boolean): number {
  if (thrown instanceof UsageError) {
    log(thrown.message);
    return EXIT.usage;
  }
  const error = toEngineError(thrown);
  log(error instanceof EngineError ? error.sentence : String(error));
  if (isDebug) log(thrown instanceof Error ? (thrown.stack ?? '') : '');
  return error.code === 'cancelled' ? EXIT.cancelled : EXIT.failed;
}
