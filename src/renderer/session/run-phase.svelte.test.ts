import { describe, expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import { jobOf } from '../domain/settings/job';
import { defaultSettings } from '../domain/settings/settings';
import { Run } from './run';
import type { RunPhase, RunPhaseEvent } from './run-phase.svelte';
import { rebuildSignal, RunMachine, transition, workSignal } from './run-phase.svelte';

const STEPS = 2;

function newRun(numSteps = 0): Run {
  const recording = new Recording({ models: ['mrdam'], numQueries: 1, dim: 1, steps: STEPS });
  for (let step = 0; step <= numSteps; step++) {
    const number = { data: Float32Array.of(step), shape: [1, 1] };
    const states = { data: Float32Array.of(step), shape: [1, 1, 1] };
    const meta = { model: 'mrdam' as const, firstStep: step, firstQuery: 0, stateSteps: [step] };
    recording.add(meta, { energies: number, gradient_norms: number, states });
  }
  const prepared = {
    dim: 1,
    shape: { height: 1, width: 1, channels: 1 },
    items: [],
    memories: new Float32Array(),
    numQueries: 1,
    queries: new Float32Array(1),
    clamped: new Uint8Array(1),
    origins: null,
    targets: [-1],
    distances: {
      memories: new Float64Array(),
      queries: new Float64Array(),
      numMemories: 0,
      freeCoordinates: [1],
    },
  };
  return new Run(jobOf('set', defaultSettings), prepared, recording, defaultSettings);
}

const run = newRun();
const wholeRun = newRun(STEPS);

/** The phase that events lead to, from the first one. */
function after(...events: readonly RunPhaseEvent[]): RunPhase {
  return events.reduce(transition, new RunMachine().phase);
}

const prepare = { type: 'prepare' } as const;
const descend = { type: 'descend', run } as const;
const stop = { type: 'stop', displayed: run } as const;

/** One way into each phase. */
const WAYS: Readonly<Record<string, readonly RunPhaseEvent[]>> = {
  idle: [],
  opening: [{ type: 'open' }],
  preparing: [prepare],
  descending: [prepare, descend],
  stopped: [prepare, descend, stop],
  resuming: [prepare, descend, stop, { type: 'resume' }],
  done: [prepare, descend, { type: 'finish' }],
};

describe('transitions', () => {
  it.each(Object.entries(WAYS))('lead to %s', (kind, events) => {
    expect(after(...events).kind).toBe(kind);
  });

  it.each([
    ['resume', ['idle', 'opening', 'preparing', 'descending', 'resuming']],
    ['descend', ['idle', 'opening', 'stopped', 'done']],
    ['rebuild', ['idle', 'opening', 'preparing', 'stopped', 'done']],
    ['end-rebuild', ['idle', 'opening', 'preparing', 'descending', 'resuming', 'stopped', 'done']],
    ['finish', ['idle', 'opening', 'preparing', 'resuming', 'stopped', 'done']],
    ['restore', ['idle', 'preparing', 'descending', 'resuming', 'stopped', 'done']],
  ] as const)('ignore %s where it means nothing', (type, kinds) => {
    for (const kind of kinds) {
      const phase = after(...(WAYS[kind] ?? []));
      expect(transition(phase, { type, run })).toBe(phase);
    }
  });

  it('let only the run that goes on descend again', () => {
    const descending = after(prepare, descend);
    expect(transition(descending, { type: 'descend', run: newRun() })).toBe(descending);
    expect(transition(descending, descend)).toMatchObject({ kind: 'descending', run, rebuild: null });
  });

  it('rest where there is something to show, and only a whole run is done', () => {
    expect(after({ type: 'stop', displayed: null })).toEqual({ kind: 'idle', run: null });
    expect(after(prepare, stop)).toEqual({ kind: 'stopped', run: null });
    expect(after(prepare, descend, { type: 'open' }, stop)).toEqual({ kind: 'stopped', run });
    const whole = { type: 'descend', run: wholeRun } as const;
    expect(after(prepare, whole, { type: 'stop', displayed: wholeRun }).kind).toBe('done');
    expect(after({ type: 'open' }, { type: 'restore', run }).kind).toBe('stopped');
    expect(after({ type: 'open' }, { type: 'restore', run: wholeRun }).kind).toBe('done');
  });

  it('do not resume where no run is left', () => {
    const stopped = after(prepare, stop);
    expect(transition(stopped, { type: 'resume' })).toBe(stopped);
  });
});

describe('the work of a phase', () => {
  function machineIn(kind: string): RunMachine {
    const machine = new RunMachine();
    for (const event of WAYS[kind] ?? []) machine.send(event);
    return machine;
  }

  it.each(['opening', 'preparing', 'descending', 'resuming'])('ends when %s is left', (kind) => {
    for (const event of [{ type: 'open' }, prepare, stop] as const) {
      const machine = machineIn(kind);
      const signal = workSignal(machine.phase);
      expect(signal.aborted).toBe(false);
      machine.send(event);
      expect(signal.aborted).toBe(true);
    }
  });

  it('has ended already in a phase without any', () => {
    for (const kind of ['idle', 'stopped', 'done'])
      expect(workSignal(machineIn(kind).phase).aborted).toBe(true);
    expect(rebuildSignal(machineIn('descending').phase).aborted).toBe(true);
  });

  it('goes on where an event is ignored', () => {
    const machine = machineIn('descending');
    const signal = workSignal(machine.phase);
    machine.send({ type: 'resume' });
    expect(signal.aborted).toBe(false);
  });

  it('rebuilds beside a descent, once: the next change takes the place of the one before', () => {
    const machine = machineIn('descending');
    const first = rebuildSignal(machine.send({ type: 'rebuild' }));
    expect(machine.isRebuilding).toBe(true);
    const descent = workSignal(machine.phase);
    const second = rebuildSignal(machine.send({ type: 'rebuild' }));
    expect([first.aborted, second.aborted, descent.aborted]).toEqual([true, false, false]);
    machine.send({ type: 'end-rebuild' });
    expect([second.aborted, descent.aborted, machine.isRebuilding]).toEqual([true, false, false]);
  });

  it('goes on rebuilding after the descent has come to its end, until something else begins', () => {
    const machine = machineIn('descending');
    const signal = rebuildSignal(machine.send({ type: 'rebuild' }));
    machine.send({ type: 'finish' });
    expect([machine.shown, machine.isRebuilding, signal.aborted]).toEqual(['done', true, false]);
    machine.send(prepare);
    expect(signal.aborted).toBe(true);
  });

  it('is a run under way from its preparation to its last step', () => {
    const shown = Object.keys(WAYS).map((kind) => machineIn(kind).shown);
    expect(shown).toEqual(['idle', 'opening', 'running', 'running', 'stopped', 'running', 'done']);
  });
});
