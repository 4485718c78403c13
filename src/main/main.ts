import { app } from 'electron';
import { readArguments } from './arguments';
import { startDesktop } from './desktop';
import { UtilityHelper } from './utility-helper';

/** Entry of the installed app: the desktop, or one command of the command line. */

const { command, source } = readArguments(process.argv.slice(app.isPackaged ? 1 : 2));
const builtFolder = import.meta.dirname;

if (command) runCommand(builtFolder, command);
else startDesktop(builtFolder, source);

/** Runs one command of the command line without a window, and ends with its exit status. */
export function runCommand(builtFolder: string, args: readonly string[]): void {
  void app.whenReady().then(() => {
    app.dock?.hide();
    // a command is the person's own, with their whole environment; what it starts gets the usual part of it
    const env = process.env as Record<string, string>;
    const cli = new UtilityHelper({ builtFolder, name: 'cli', args, env });
    // an interrupt reaches both processes; the command ends first, in its own way, and this one with it
    app.on('before-quit', (event) => {
      event.preventDefault();
      cli.end();
    });
    cli.onStatus((status) => {
      app.exit(status);
    });
  });
}
