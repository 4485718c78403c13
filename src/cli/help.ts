import { sampleNames } from '#engine/images/open';
import type { Command } from './commands/command';
import type { OptionTable } from './options';
import { optionsHelp } from './options';

/** What --help prints: for all commands, or for one with its options. */
export function help(commands: Readonly<Record<string, Command>>, commonOptions: OptionTable): string {
  const all = Object.values(commands);
  const width = Math.max(...all.map(({ usage }) => usage.length)) + 2;
  const [only] = all;
  const samples = sampleNames().map((name) => `sample:${name}`);
  return [
    'mnemoscope <command> [options]',
    '',
    ...all.map(({ usage, about }) => `  ${usage.padEnd(width)}${about}`),
    '',
    ...(all.length === 1 && only
      ? [optionsHelp({ ...only.options, ...commonOptions })]
      : [optionsHelp(commonOptions)]),
    '',
    `A source is a folder, a zip, .npy, .npz, IDX, CIFAR-10 binary, a single picture, or ${samples.join(', ') || 'sample:<name>'}.`,
    'Values that begin with a minus are written --name=value.',
  ].join('\n');
}
