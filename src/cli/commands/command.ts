import type { Options, OptionTable } from '../options';

/** A command of the command line. */
export interface Command {
  /** The command with its arguments. */
  readonly usage: string;
  /** What the command does, in one line. */
  readonly summary: string;
  /** The largest number of arguments that are not options. */
  readonly maxOperands: number;
  readonly options: OptionTable;
  /** Returns the output for stdout, or undefined if the command has printed it. */
  run(options: Options, signal: AbortSignal): Promise<CommandResult | undefined>;
}

export interface CommandResult {
  /** Printed for people. */
  readonly text: string;
  /** Printed with --json. */
  readonly json: unknown;
}
