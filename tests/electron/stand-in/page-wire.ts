import type { Wire } from './clone';

/** From the preload's side of a page to the main process. */
export type FromPage =
  | { readonly type: 'send'; readonly channel: string; readonly args: Wire }
  | { readonly type: 'invoke'; readonly id: number; readonly channel: string; readonly args: Wire }
  | { readonly type: 'port-message'; readonly id: number; readonly data: Wire }
  | { readonly type: 'port-closed'; readonly id: number }
  | { readonly type: 'window-open'; readonly url: string };

/** From the main process to the preload's side of a page. */
export type ToPage =
  | {
      readonly type: 'send';
      readonly channel: string;
      readonly args: Wire;
      readonly ports: readonly number[];
    }
  | { readonly type: 'result'; readonly id: number; readonly value: Wire }
  | { readonly type: 'failure'; readonly id: number; readonly message: string }
  | { readonly type: 'port-message'; readonly id: number; readonly data: Wire }
  | { readonly type: 'port-closed'; readonly id: number };
