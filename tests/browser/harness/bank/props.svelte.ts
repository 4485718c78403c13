import type { ComponentProps } from 'svelte';
import type Bank from '../../../../src/renderer/views/bank/Bank.svelte';

/** What is shown can change, as it does in the window. */
export function reactive(props: ComponentProps<typeof Bank>): ComponentProps<typeof Bank> {
  const step = $state({ now: props.step });
  return Object.defineProperty({ ...props }, 'step', {
    get: () => step.now,
    set: (next: number) => (step.now = next),
  });
}
