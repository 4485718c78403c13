import { isAbsolute } from 'node:path';
import { SESSION_EXTENSION } from '#shared/session-file';

/** What the app was asked to do when it was started. */
export interface Arguments {
  /** A command of the command line, with its own arguments. */
  readonly command?: readonly string[];
  /** A folder or file to begin with. */
  readonly source?: string;
}

/**
 * A bare word is a command, anything that looks like a path is to be opened: so a folder that happens to be called
 * `images` does not hide the command `images`. Other switches are Chromium's.
 */
export function readArguments(args: readonly string[]): Arguments {
  const [first] = args;
  if (first === '--help' || first === '--version') return { command: args };
  const word = args.findIndex((arg) => !arg.startsWith('-'));
  const name = args[word];
  if (name === undefined) return {};
  return isPath(name) ? { source: name } : { command: args.slice(word) };
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
