import type { Phase } from '../domain/run/session-state';
import type { Run } from './run';

/**
 * What a session is doing. `run` is the run under way, or the last one; it is null before there is one, and while the
 * next one is being prepared. A phase in which the engine works owns the controller that ends this work. `rebuild` ends
 * the computation of DrDAM's vector for settings that were changed meanwhile: it goes on beside a descent, and outlasts
 * one that finishes first.
 */
export type RunPhase =
  | { readonly kind: 'idle'; readonly run: null }
  | { readonly kind: 'opening'; readonly run: Run | null; readonly abort: AbortController }
  | { readonly kind: 'preparing'; readonly run: null; readonly abort: AbortController }
  /** A stopped run is about to go on, with settings that may have changed. */
  | { readonly kind: 'resuming'; readonly run: Run; readonly abort: AbortController }
  | {
      readonly kind: 'descending';
      readonly run: Run;
      readonly abort: AbortController;
      readonly rebuild: AbortController | null;
    }
  | { readonly kind: 'stopped'; readonly run: Run | null }
  | { readonly kind: 'done'; readonly run: Run; readonly rebuild: AbortController | null };

export type RunPhaseEvent =
  /** Something else is going to be opened. */
  | { readonly type: 'open' }
  /** The states of a new run are asked for. */
  | { readonly type: 'prepare' }
  /** The last run is to go on. */
  | { readonly type: 'resume' }
  /** The engine begins to compute steps. */
  | { readonly type: 'descend'; readonly run: Run }
  /** Settings have changed so that DrDAM's vector is to be computed anew. */
  | { readonly type: 'rebuild' }
  /** What was being rebuilt is there, has failed, or is not wanted any more. */
  | { readonly type: 'end-rebuild' }
  /** The last step was computed. */
  | { readonly type: 'finish' }
  /** A person stopped the work, or it failed; `displayed` is the run that the views show. */
  | { readonly type: 'stop'; readonly displayed: Run | null }
  /** A recorded run takes the place of the last one. */
  | { readonly type: 'restore'; readonly run: Run };

const IDLE: RunPhase = { kind: 'idle', run: null };

/** The phase after an event; the same object where the event means nothing in this phase. */
export function transition(phase: RunPhase, event: RunPhaseEvent): RunPhase {
  switch (event.type) {
    case 'open':
      return { kind: 'opening', run: phase.run, abort: new AbortController() };
    case 'prepare':
      return { kind: 'preparing', run: null, abort: new AbortController() };
    case 'resume':
      if (phase.kind !== 'stopped' && phase.kind !== 'done') return phase;
      return phase.run ? { kind: 'resuming', run: phase.run, abort: new AbortController() } : phase;
    case 'descend':
      return transitionToDescent(phase, event.run);
    case 'rebuild':
      if (phase.kind === 'descending') return { ...phase, rebuild: new AbortController() };
      return phase.kind === 'resuming' ? { ...phase, abort: new AbortController() } : phase;
    case 'end-rebuild':
      if (phase.kind !== 'descending' && phase.kind !== 'done') return phase;
      return phase.rebuild ? { ...phase, rebuild: null } : phase;
    case 'finish':
      if (phase.kind !== 'descending') return phase;
      return { kind: 'done', run: phase.run, rebuild: phase.rebuild };
    case 'stop':
      return restingPhase(phase.run, event.displayed);
    case 'restore':
      return phase.kind === 'opening' ? restingPhase(event.run, event.run) : phase;
  }
}

/** A descent begins once its states are prepared, or goes on: only with the run that it belongs to. */
function transitionToDescent(phase: RunPhase, run: Run): RunPhase {
  const canBegin =
    phase.kind === 'preparing' ||
    ((phase.kind === 'resuming' || phase.kind === 'descending') && phase.run === run);
  return canBegin ? { kind: 'descending', run, abort: new AbortController(), rebuild: null } : phase;
}

function restingPhase(run: Run | null, displayed: Run | null): RunPhase {
  if (run?.isOver) return { kind: 'done', run, rebuild: null };
  return displayed ? { kind: 'stopped', run } : IDLE;
}

function controllersOf(phase: RunPhase): AbortController[] {
  const controllers = ['abort' in phase ? phase.abort : null, 'rebuild' in phase ? phase.rebuild : null];
  return controllers.filter((controller) => controller !== null);
}

/** Ends with the work of a phase; it has ended already in a phase without any. */
export function workSignal(phase: RunPhase): AbortSignal {
  return 'abort' in phase ? phase.abort.signal : AbortSignal.abort();
}

/** Ends with the rebuilding that is under way; it has ended already where nothing is being rebuilt. */
export function rebuildSignal(phase: RunPhase): AbortSignal {
  if (phase.kind === 'resuming') return phase.abort.signal;
  const rebuild = 'rebuild' in phase ? phase.rebuild : null;
  return rebuild?.signal ?? AbortSignal.abort();
}

/** The phase of a session. Leaving a phase ends the work that it owns. */
export class RunMachine {
  #phase = $state.raw<RunPhase>(IDLE);

  get phase(): RunPhase {
    return this.#phase;
  }

  /** The phase as the window shows it: preparing and descending are both a run under way. */
  get shown(): Phase {
    const { kind } = this.#phase;
    return kind === 'preparing' || kind === 'resuming' || kind === 'descending' ? 'running' : kind;
  }

  get isRunning(): boolean {
    return this.shown === 'running';
  }

  get isRebuilding(): boolean {
    const phase = this.#phase;
    return phase.kind === 'resuming' || ('rebuild' in phase && phase.rebuild !== null);
  }

  /** Returns the phase after an event. An event that means nothing in the present phase is ignored. */
  send(event: RunPhaseEvent): RunPhase {
    const before = this.#phase;
    const after = transition(before, event);
    this.#phase = after;
    const kept = controllersOf(after);
    for (const controller of controllersOf(before)) if (!kept.includes(controller)) controller.abort();
    return after;
  }
}
