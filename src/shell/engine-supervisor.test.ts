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
  onExit(listener: (reason: string) => void): void {
    this.crash = () => {
      listener('exit code 1');
    };
  }
  grant({ name }: Grant): void {
    this.grants.push(name);
  }
  end(): void {
    this.crash();
  }
}

it('grants an engine what was opened before and after it started', async () => {
  const opened = new OpenedFiles();
  const supervisor = new EngineSupervisor(() => new FakeEngine(), opened);
  await opened.add(['src'], 'early');
  const engine = supervisor.get('descent');
  await opened.add(['src'], 'late');
  expect(engine.grants).toEqual(['early', 'late']);
  expect(supervisor.get('descent')).toBe(engine);
  expect(supervisor.get('landscape')).not.toBe(engine);
});

it('restarts a crashed engine three times in five minutes, counting each role by itself', () => {
  const supervisor = new EngineSupervisor(() => new FakeEngine(), new OpenedFiles());
  for (let restarts = 0; restarts <= 3; restarts++) supervisor.get('descent').crash();
  expect(() => supervisor.get('descent')).toThrow('crashed 4 times');
  supervisor.get('landscape');
  vi.advanceTimersByTime(5 * 60_000 + 1);
  supervisor.get('descent');
});

it('does not count an engine that was ended on purpose as a crash', () => {
  const supervisor = new EngineSupervisor(() => new FakeEngine(), new OpenedFiles());
  for (let times = 0; times < 10; times++) {
    supervisor.get('descent');
    supervisor.end('descent');
  }
  expect(supervisor.get('descent').grants).toEqual([]);
});
