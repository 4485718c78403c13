import type { DesktopBridge } from '#shared/host';
import { isSession } from '#shared/host';
import { openedOn, sessionOn, targetOn, valueOf, valueOrNull } from './bridge';
import type { SessionHost } from './sessions';

/** Names what this window keeps, for as long as its page may be loaded again. */
const KEY = 'kept-session';
const MOST_RECENT = 10;

/** Main reads and writes session files; this window names them by numbers. */
export function desktopSessions(bridge: DesktopBridge): SessionHost {
  return {
    pick: () => valueOrNull(bridge.openSession(), (session) => sessionOn(bridge, session)),
    referencesOf: (sources) => valueOf(bridge.referencesOf(sources)),
    save: (place, suggestedName) =>
      valueOrNull(
        bridge.saveSessionBegin(typeof place === 'string' ? place : null, suggestedName),
        (target) => ({ ...targetOn(bridge, target), place: target.place }),
      ),
    keep(bytes) {
      const id = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
      sessionStorage.setItem(KEY, id);
      return valueOf(bridge.keepSession(id, bytes));
    },
    keepAnother(keptAs) {
      if (keptAs === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, keptAs);
      return Promise.resolve();
    },
    async kept() {
      const id = sessionStorage.getItem(KEY);
      return id === null
        ? null
        : valueOrNull(bridge.keptSession(id), (session) => sessionOn(bridge, session, id));
    },
    unended: () =>
      valueOrNull(bridge.unendedSession(), ({ id, session }) => {
        sessionStorage.setItem(KEY, id);
        return sessionOn(bridge, session, id);
      }),
    recent: async () => {
      const open = sessionStorage.getItem(KEY);
      return (await valueOf(bridge.recent())).filter(({ id }) => id !== open).slice(0, MOST_RECENT);
    },
    async openRecent(id) {
      const opened = await valueOf(bridge.openRecent(id));
      const isKept = isSession(opened) && opened.place === null;
      return openedOn(bridge, opened, isKept ? id : null);
    },
    forgetRecent: (id) => valueOf(bridge.forgetRecent(id)),
  };
}
