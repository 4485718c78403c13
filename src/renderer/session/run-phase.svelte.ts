import type { Phase } from '../domain/run/session-state';
import type { Run } from './run';

/**
 * The phase of a session. `run` is the current or the last run; it is null before there is one, and while the next one
 * is prepared. A phase in which the engine works owns the controller that cancels this work. `rebuild` cancels the
 * computation of DrDAM's vector for changed settings, which runs beside a descent and may outlast it.
 */
export type RunPhase =
  | { readonly kind: 'idle'; readonly run: null }
  | { readonly kind: 'opening'; readonly run: Run | null; readonly abort: AbortController }
  | { readonly kind: 'preparing'; readonly run: null; readonly abort: AbortController }
  /** A stopped run is about to continue, with settings that may have changed. */
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
  /** Another set or session is about to be opened. */
  | { readonly type: 'open' }
  /** The states of a new run are requested. */
  | { readonly type: 'prepare' }
  /** The last run is to be resumed. */
  | { readonly type: 'resume' }
  /** The engine starts to compute steps. */
  | { readonly type: 'descend'; readonly run: Run }
  /** Settings have changed, and DrDAM's vector must be recomputed. */
  | { readonly type: 'rebuild' }
  /** The rebuild has finished, failed, or become obsolete. */
  | { readonly type: 'end-rebuild' }
  /** The last step was computed. */
  | { readonly type: 'finish' }
  /** The person stopped the work, or it failed; `displayed` is the run that the views show. */
  | { readonly type: 'stop'; readonly displayed: Run | null }
  /** A recorded run replaces the last one. */
  | { readonly type: 'restore'; readonly run: Run };

const IDLE: RunPhase = { kind: 'idle', run: null };

/** Returns the phase after an event, or the same object if the event does not apply to this phase. */
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

/** Starts a descent once its states are prepared, or continues one of the same run. */
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

/** Returns a signal that aborts when the work of a phase is cancelled. It is already aborted in a phase without work. */
export function workSignal(phase: RunPhase): AbortSignal {
  return 'abort' in phase ? phase.abort.signal : AbortSignal.abort();
}

/** Returns a signal that aborts when the rebuild is cancelled. It is already aborted if nothing is being rebuilt. */
export function rebuildSignal(phase: RunPhase): AbortSignal {
  if (phase.kind === 'resuming') return phase.abort.signal;
  const rebuild = 'rebuild' in phase ? phase.rebuild : null;
  return rebuild?.signal ?? AbortSignal.abort();
}

/** Holds the phase of a session. Leaving a phase cancels the work that it owns. */
export class RunMachine {
  #phase = $state.raw<RunPhase>(IDLE);

  get phase(): RunPhase {
    return this.#phase;
  }

  /** The phase as the window shows it: preparing, resuming and descending all count as running. */
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

  /** Applies an event and returns the phase after it. Events that do not apply to the present phase are ignored. */
  send(event: RunPhaseEvent): RunPhase {
    const before = this.#phase;
    const after = transition(before, event);
    this.#phase = after;
    const kept = controllersOf(after);
    for (const controller of controllersOf(before)) if (!kept.includes(controller)) controller.abort();
    return after;
  }
}
