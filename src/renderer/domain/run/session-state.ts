/** What a session is doing, as it is shown. */
export type Phase = 'idle' | 'opening' | 'running' | 'stopped' | 'done';

/** Something that happened at a step: the engine was started again, or something else was stored or set. */
export interface RunEvent {
  readonly step: number;
  readonly kind: 'restart' | 'change';
  /** What, in a few words. */
  readonly text: string;
}

/** What saving offers. */
export interface SaveChoice {
  /** What the recording would take; null where it cannot go with it, for the reason `whyNot`. */
  readonly recordingBytes: number | null;
  readonly whyNot: string;
  /** The run went on with other settings on its way: computed again, it begins with the last ones. */
  readonly wasChanged: boolean;
  /** What is chosen unless the person says otherwise. */
  readonly isWanted: boolean;
}
