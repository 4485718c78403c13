import { app } from 'electron';
import { readArguments } from './arguments';
import { runCommand } from './command';
import { startDesktop } from './desktop';

/** Entry of the installed app: the desktop, or one command of the command line. */

const { command, source } = readArguments(process.argv.slice(app.isPackaged ? 1 : 2));
const builtFolder = import.meta.dirname;

if (command) runCommand(builtFolder, command);
else startDesktop(builtFolder, source);
