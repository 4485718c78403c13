import { app } from 'electron';
import { readArguments } from './arguments';
import { startDesktop } from './desktop';
import { UtilityHelper } from './utility-helper';

/** Entry of the installed app: starts the desktop, or runs one command of the command line. */

const { command, source } = readArguments(process.argv.slice(app.isPackaged ? 1 : 2));
const builtFolder = import.meta.dirname;

if (command) runCommand(command);
else startDesktop(builtFolder, source);

/** Runs a command without a window and exits with its status. */
function runCommand(args: readonly string[]): void {
  void app.whenReady().then(() => {
    app.dock?.hide();
    const cli = new UtilityHelper({ builtFolder, name: 'cli', args, env: process.env });
    // an interrupt reaches both processes: the command cleans up and exits first, then this process does
    app.on('before-quit', (event) => {
      event.preventDefault();
      cli.end();
    });
    cli.onExitStatus((status) => {
      app.exit(status);
    });
  });
}
