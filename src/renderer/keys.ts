import type { Experiments } from './session/experiments/experiments.svelte';
import type { Session } from './session/session.svelte';

export interface KeyActions {
  readonly openFolder: () => void;
  readonly film: () => void;
  readonly openSession: () => void;
  readonly save: () => void;
  readonly saveAs: () => void;
}

/** The window's keys (docs/guide/keys.md). Controls that want a key for themselves get it: this hears what is left over. */
export function handleKey(
  event: KeyboardEvent,
  session: Session,
  experiments: Experiments,
  actions: KeyActions,
): void {
  if (event.defaultPrevented || belongsTo(event.target, event.code)) return;
  const command = event.ctrlKey || event.metaKey;
  const action = command
    ? commandOf(event, actions)
    : (experimentActionOf(event, experiments) ??
      (experiments.isShown ? undefined : actionOf(event, session)));
  if (!action) return;
  event.preventDefault();
  action();
}

function commandOf({ key, shiftKey }: KeyboardEvent, actions: KeyActions): (() => void) | undefined {
  const { openFolder, film, openSession, save, saveAs } = actions;
  const plain: Record<string, () => void> = { o: openFolder, e: film, s: save };
  const shifted: Record<string, () => void> = { o: openSession, s: saveAs };
  return (shiftKey ? shifted : plain)[key.toLowerCase()];
}

function experimentActionOf({ code, altKey }: KeyboardEvent, experiments: Experiments) {
  const { isShown } = experiments;
  const actions: Record<string, () => void> = {
    KeyX: () => {
      experiments.show(!isShown);
    },
    ...(isShown && {
      KeyR: () => void experiments.run(),
      Escape: () => {
        experiments.stop();
      },
    }),
  };
  return altKey ? undefined : actions[code];
}

function actionOf(event: KeyboardEvent, session: Session): (() => void) | undefined {
  const { playback } = session;
  const query = event.altKey ? Number(event.code.replace('Digit', '')) - 1 : NaN;
  if (query >= 0 && query < (session.moment?.prepared.numQueries ?? 0)) {
    return () => {
      session.query = query;
    };
  }
  const stride = event.shiftKey ? 10 : 1;
  const actions: Record<string, () => void> = {
    Space: () => {
      playback.toggle();
    },
    Comma: () => {
      playback.seek(playback.step - stride);
    },
    Period: () => {
      playback.seek(playback.step + stride);
    },
    Home: () => {
      playback.seek(0);
    },
    End: () => {
      playback.seek(Infinity);
    },
    KeyL: () => {
      playback.isLooping = !playback.isLooping;
    },
    KeyR: () => void session.run(),
    Escape: () => {
      if (session.phase === 'running' || session.phase === 'opening') session.stop();
    },
  };
  return event.altKey ? undefined : actions[event.code];
}

/** True where the focused control has its own use for the key. */
function belongsTo(target: EventTarget | null, code: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.tagName === 'BUTTON') return code === 'Space' || code === 'Enter';
  return target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName);
}
