import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Grant } from '#engine/path-guard';
import { EngineSupervisor } from './engine-supervisor';
import { OpenedFiles } from './opened-files';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class FakeEngine {
  readonly grants: string[] = [];
  crash: () => void = () => undefined;
  onExit(ended: (reason: string) => void): void {
    this.crash = () => {
      ended('exit code 1');
    };
  }
  grant({ name }: Grant): void {
    this.grants.push(name);
  }
  end(): void {
    this.crash();
  }
}

it('gives an engine what was opened before it started and after', async () => {
  const opened = new OpenedFiles();
  const keeper = new EngineSupervisor(() => new FakeEngine(), opened);
  await opened.add(['src'], 'early');
  const engine = keeper.get('descent');
  await opened.add(['src'], 'late');
  expect(engine.grants).toEqual(['early', 'late']);
  expect(keeper.get('descent')).toBe(engine);
  expect(keeper.get('landscape')).not.toBe(engine);
});

it('restarts a crashing engine three times in five minutes, and not for the other role', () => {
  const keeper = new EngineSupervisor(() => new FakeEngine(), new OpenedFiles());
  for (let restarts = 0; restarts <= 3; restarts++) keeper.get('descent').crash();
  expect(() => keeper.get('descent')).toThrow('stopped 4 times');
  keeper.get('landscape');
  vi.advanceTimersByTime(5 * 60_000 + 1);
  keeper.get('descent');
});

it('does not count engines that were ended on purpose', () => {
  const keeper = new EngineSupervisor(() => new FakeEngine(), new OpenedFiles());
  for (let times = 0; times < 10; times++) {
    keeper.get('descent');
    keeper.end('descent');
  }
  expect(keeper.get('descent').grants).toEqual([]);
});
