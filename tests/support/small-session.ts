import type { Settings } from '../../src/renderer/domain/settings/settings';
import { defaultSettings, settingsStoring } from '../../src/renderer/domain/settings/settings';
import { packed } from '../../src/renderer/session/files/format';
import { SESSION_ENTRY, SESSION_FORMAT, SESSION_VERSION } from '../../src/shared/session-file';
import { zipOf } from './zip';

/** The ten digits of the sample that seed 0 draws first. */
const DIGITS = ['162', '986', '794', '854', '672', '517', '238', '642', '108', '153'];

/**
 * Returns a session of handwritten digits that a machine runs in about a second. With so few features DrDAM recalls
 * nothing, but every run gives the same states. It holds no recording, so the window runs it as soon as it is open.
 */
export function smallSession(change: Partial<Settings> = {}): Promise<Uint8Array> {
  const settings: Settings = {
    ...defaultSettings,
    ...settingsStoring(DIGITS),
    beta: 100,
    numFeatures: 2000,
    steps: 60,
    ...change,
  };
  return zipOf({
    [SESSION_ENTRY]: JSON.stringify({
      format: SESSION_FORMAT,
      version: SESSION_VERSION,
      images: [{ kind: 'sample', name: 'Handwritten digits', source: 'sample:digits' }],
      file: null,
      savedAt: new Date(0).toISOString(),
      settings: packed(settings, []),
      step: null,
    }),
  });
}
