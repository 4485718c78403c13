import { sampleNames } from '#engine/images/samples';
import type { Command } from './commands/command';
import type { OptionTable } from './options';
import { optionsHelp } from './options';

/** What --help prints: for all commands, or for one with its options. */
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
    `A source is a folder, a zip, .npy, .npz, IDX, CIFAR-10 binary, a single picture, or ${samples.join(', ') || 'sample:<name>'}.`,
    'Values that begin with a minus are written --name=value.',
  ].join('\n');
}
