/** The phase of a session that the window shows. */
export type Phase = 'idle' | 'opening' | 'running' | 'stopped' | 'done';

/** An event at a step: the engine was restarted, or settings changed. */
export interface RunEvent {
  readonly step: number;
  readonly kind: 'restart' | 'change';
  /** Describes the event in a few words. */
  readonly text: string;
}

/** The options of the save dialog. */
export interface SaveChoice {
  /** The size of the recording; null if it cannot be saved, for the reason `whyNot`. */
  readonly recordingBytes: number | null;
  readonly whyNot: string;
  /** True if settings changed during the run. Computed again without a recording, the run starts with the last settings. */
  readonly wasChanged: boolean;
  /** Whether the recording is included by default. */
  readonly isWanted: boolean;
}
