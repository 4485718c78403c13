import { isAbsolute } from 'node:path';
import { SESSION_EXTENSION } from '#shared/session-file';

/** What the app was started with. */
export interface Arguments {
  /** A command of the command line, followed by its own arguments. */
  readonly command?: readonly string[];
  /** A folder or file to open first. */
  readonly source?: string;
}

/**
 * Reads the app's arguments. A bare word is a command and anything that looks like a path is opened, so a folder
 * called `images` does not hide the command `images`. Other switches belong to Chromium.
 */
export function readArguments(args: readonly string[]): Arguments {
  const [first] = args;
  if (first === '--help' || first === '--version') return { command: args };
  const position = args.findIndex((arg) => !arg.startsWith('-'));
  const word = args[position];
  if (word === undefined) return {};
  return isPath(word) ? { source: word } : { command: args.slice(position) };
}

function isPath(word: string): boolean {
  return (
    isAbsolute(word) ||
    word === '.' ||
    word === '..' ||
    /[/\\]/.test(word) ||
    word.endsWith(SESSION_EXTENSION)
  );
}
