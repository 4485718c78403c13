import { expect, it } from 'vitest';
import { onCpu } from '../../../tests/support/devices';
import { checkKnownAnswer, timeStep } from './known-answer';
import type { Runtime } from './runtime';

const runtime = onCpu();

/** A runtime whose scalars are off by a factor, as those of a faulty driver might be. */
function wrongBy(factor: number): Runtime {
  return new Proxy(runtime(), {
    get(target, name: keyof Runtime) {
      if (name === 'scalar') return (value: number) => target.scalar(value * factor);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

it('accepts the CPU', async () => {
  await checkKnownAnswer(runtime());
});

it('rejects a device that computes wrong numbers', async () => {
  await expect(checkKnownAnswer(wrongBy(1.001))).rejects.toMatchObject({
    code: 'no-device',
    message: expect.stringContaining('wrong numbers') as string,
  });
});

it('times a step in milliseconds', async () => {
  expect(await timeStep(runtime())).toBeGreaterThan(0);
});
