/** The messages between the stand-in's main process and a utility process, on Node's own channel. */
export type UtilityWire =
  | { readonly type: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly type: 'port-message'; readonly id: number; readonly data: unknown }
  | { readonly type: 'port-closed'; readonly id: number };
