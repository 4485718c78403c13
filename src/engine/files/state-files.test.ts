import { join } from 'node:path';
import { expect, it } from 'vitest';
import { saveNpy, temporaryFolder } from '../../../tests/support/cli';
import { boxStates } from '../../../tests/support/descents';
import { readStatesInParts, readStates } from './state-files';

const folder = temporaryFolder();

it('reads the same states in parts as from the whole file', async () => {
  const [count, dim] = [7, 3];
  const states = boxStates(count, dim, 1);
  const path = saveNpy(join(folder, 'states.npy'), states, [count, dim]);
  const whole = await readStates(path);
  for (const numbersPerRead of [1, 6, 100])
    expect(await readStatesInParts(path, numbersPerRead)).toEqual(whole);

  states[5 * dim + 1] = Infinity;
  saveNpy(path, states, [count, dim]);
  await expect(readStatesInParts(path, 6)).rejects.toThrow('at row 5, column 1');
});
