import type { Options, OptionTable } from '../options';

/** One command of the CLI. */
export interface Command {
  /** How it is called, and what it does in a line. */
  readonly usage: string;
  readonly summary: string;
  /** How many arguments it takes that are not options. */
  readonly maxOperands: number;
  readonly options: OptionTable;
  /** Returns what goes to stdout: for people, and as an object for --json. Nothing where that was printed already. */
  run(options: Options, signal: AbortSignal): Promise<CommandResult | undefined>;
}

export interface CommandResult {
  readonly text: string;
  readonly json: unknown;
}
