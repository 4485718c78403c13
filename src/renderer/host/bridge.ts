import { deserializeError } from '#shared/errors';
import type { Answer, DesktopBridge, Opened as OpenedByMain, OpenedSession } from '#shared/host';
import { isSession } from '#shared/host';
import type { SaveTarget } from './host';
import type { Opened, SessionFile } from './sessions';

/** What main answers, as the window uses it. */

export async function valueOf<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer;
  if (settled.ok) return settled.value;
  throw deserializeError(settled.error);
}

export async function valueOrNull<T, U>(
  answer: Promise<Answer<T | null>>,
  use: (value: T) => U,
): Promise<U | null> {
  const value = await valueOf(answer);
  return value === null ? null : use(value);
}

/** A file that main writes. */
export function targetOn(
  bridge: DesktopBridge,
  { id, name }: { readonly id: number; readonly name: string },
): SaveTarget {
  return {
    name,
    write: (bytes, position) => valueOf(bridge.saveWrite(id, bytes, position)),
    finish: () => valueOf(bridge.saveFinish(id)),
    discard: () => valueOf(bridge.saveDiscard(id)),
  };
}

/** A session file that main reads. */
export function sessionOn(
  bridge: DesktopBridge,
  session: OpenedSession,
  keptAs: string | null = null,
): SessionFile {
  const { id, name, size, place, images } = session;
  return {
    name,
    size,
    place,
    keptAs,
    read: (position, length) => valueOf(bridge.readSession(id, position, length)),
    imagesOf: () => Promise.resolve(images),
  };
}

export function openedOn(bridge: DesktopBridge, opened: OpenedByMain, keptAs: string | null = null): Opened {
  return isSession(opened) ? sessionOn(bridge, opened, keptAs) : opened;
}
