import { sampleNames } from '#engine/images/samples';
import type { Command } from './commands/command';
import type { OptionTable } from './options';

/** Returns what --help prints: all commands, or one command with its options. */
export function helpText(commands: readonly Command[], commonOptions: OptionTable): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length)) + 2;
  const [only] = commands;
  const samples = sampleNames().map((name) => `sample:${name}`);
  return [
    'mnemoscope <command> [options]',
    '',
    ...commands.map(({ usage, summary: about }) => `  ${usage.padEnd(width)}${about}`),
    '',
    ...(commands.length === 1 && only
      ? [optionsHelp({ ...only.options, ...commonOptions })]
      : [optionsHelp(commonOptions)]),
    '',
    `A source is a folder, a zip, .npy, .npz, IDX or CIFAR-10 file, a single picture, or ${samples.join(', ') || 'sample:<name>'}.`,
    'Write a value that starts with a minus as --name=value.',
  ].join('\n');
}

/** Formats a table with one option per line. */
function optionsHelp(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, spec]) => ({
    left: `  --${name}${spec.value === undefined ? '' : ` ${spec.value}`}`,
    right: spec.help + (spec.default === undefined ? '' : ` (${spec.default})`),
  }));
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  return rows.map(({ left, right }) => left.padEnd(width) + right).join('\n');
}
