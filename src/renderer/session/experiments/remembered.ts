import { z } from 'zod';
import { DEFAULT_RECALL_AXES, ExperimentName, RecallAxes } from '#shared/experiments';
import { DeviceId, Seed } from '#shared/setup';
import { defaultExperimentSettings } from '../../domain/experiment-spec';

const Remembered = z.object({
  /** Whether the window shows the experiments instead of the descent. */
  isShown: z.boolean(),
  selected: ExperimentName,
  settings: z.object({
    quick: z.boolean(),
    seed: Seed,
    device: z.union([z.literal('auto'), DeviceId]),
    images: z.enum(['sample', 'opened']),
    recall: RecallAxes.default(DEFAULT_RECALL_AXES),
  }),
});
type Remembered = z.infer<typeof Remembered>;

const KEY = 'experiments';

/** Stores the view of the experiments in the session storage of the tab. */
export function rememberExperiments(remembered: Remembered): void {
  sessionStorage.setItem(KEY, JSON.stringify(remembered));
}

export function rememberedExperiments(): Remembered {
  const text = sessionStorage.getItem(KEY);
  const parsed = Remembered.safeParse(text === null ? null : JSON.parse(text));
  return parsed.data ?? { isShown: false, selected: 'fig1', settings: defaultExperimentSettings };
}
