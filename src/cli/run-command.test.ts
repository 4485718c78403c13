import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command';

/** Command lines that cannot be meant are refused before anything is read, started or written. */

let stdout: string;
let stderr: string;
beforeEach(() => {
  [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const run = (...args: string[]) => runCommand(args, new AbortController().signal);

describe('an invalid command line', () => {
  it.each([
    [['fly'], 'Unknown command "fly"'],
    [['descend'], 'source'],
    [['descend', 'set', '--beta', 'hot'], '--beta'],
    [['descend', 'set', '--steps', '1.5'], '--steps'],
    [['descend', 'set', '--corrupt', 'occlude:bottom'], 'occlude'],
    [['descend', 'set', '--corrupt', 'noise:-1'], 'noise'],
    [['descend', 'set', '--wings'], '--wings'],
    [['descend', 'set', '--size', '0'], '--size'],
    [['descend', 'set', '--clamp', '--no-clamp'], '--no-clamp'],
    [['descend', 'set', '--sweep', 'wings=2'], '--sweep cannot vary "wings". It can vary memories, seed'],
    [['descend', 'set', '--sweep', 'beta'], 'name=value'],
    [['descend', 'set', '--sweep', 'beta=60,hot'], '--beta must be a number above 0, not "hot"'],
    [['descend', 'set', '--sweep', 'corrupt=occlude:box:1,2,3,4,noise:-1'], 'does not accept "noise:-1"'],
    [['descend', 'set', '--sweep', 'beta=60,60'], '"60" twice'],
    [['descend', 'set', '--sweep', 'beta=30', '--sweep', 'beta=60'], 'given twice'],
    [['descend', 'set', '--sweep', 'beta=30', '--beta', '60'], 'both given and swept'],
    [['descend', '--memory-file', 'M.npy', '--sweep', 'memories=2'], '--memories has no effect with'],
    [['descend', 'set', '--sweep', 'seed=0,1', '--seeds', '2'], 'cannot be combined'],
    [['descend', 'set', '--sweep', 'beta=30', '--out', 'x.npz'], '--out must end in .csv'],
    [['descend', 'set', '--sweep', 'beta=30', '--sheet', 'x.png'], '--sheet'],
    [['descend', 'set', '--seeds', '2'], '--seeds needs --sweep'],
    [['landscape', 'set'], '--out'],
    [['landscape', 'set', '--out', 'x.npz', '--plane', 'flat'], '--plane'],
    [['reproduce'], 'An experiment is missing. Experiments: fig1'],
    [['reproduce', 'fig9', '--out', 'x.npz'], 'Unknown experiment "fig9". Experiments: fig1'],
    [['reproduce', 'fig3'], '--out DIR is missing'],
    [['reproduce', 'fig3', 'sample:emoji', '--out', 'x.npz'], 'fig3 takes no source'],
    [['reproduce', 'fig1', '--curves', 'beta', '--out', 'x.npz'], 'fig1 takes no --curves'],
    [['reproduce', 'recall', '--corrupt', 'occlude:top:1', '--out', 'x.npz'], '--corrupt must be one of'],
    [['film', 'sample:digits', '--out', 'x.avi'], '.avi'],
    [['film', 'sample:digits', '--out', 'x.mp4', '--width', '321'], '--width'],
    [
      ['film', 'sample:digits', '--out', 'x.mp4', '--fps', '30', '--seconds', '0.01'],
      'whole number of frames',
    ],
  ])('%j ends with status 2, and one line that says what is wrong', async (args, sentence) => {
    expect(await run(...args)).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(['x.npz', 'x.mp4'].filter((name) => existsSync(name))).toEqual([]);
  });

  it('without a command prints the help, with that status', async () => {
    expect(await run()).toBe(2);
    const help = stdout;
    expect(help).toContain('descend');
    expect(await run('--help')).toBe(0);
    expect(stdout).toBe(help + help);
  });
});
