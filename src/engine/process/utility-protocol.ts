import { z } from 'zod';
import { Grant } from '../path-guard';
import type { HelperKind } from './helper';

// The messages between Electron's main process and a helper that it started as a utility process, besides
// those of the ports themselves. A utility process cannot start others, so it requests its helpers from main.
// It numbers them by `id`, and the ports of each by `port`.

/** A report from main to a helper about a helper that it requested. */
export const HelperEvent = z.discriminatedUnion('type', [
  /** This message comes with the requested port. */
  z.object({ type: z.literal('helper-port'), id: z.number(), port: z.number() }),
  /** This message confirms a 'grant-to'. */
  z.object({ type: z.literal('helper-granted'), id: z.number() }),
  z.object({ type: z.literal('helper-ended'), id: z.number(), reason: z.string() }),
]);
export type HelperEvent = z.infer<typeof HelperEvent>;

/** A message from main to a helper. */
export const ToHelper = z.union([
  /** This message comes with the port of a new client. */
  z.object({ type: z.literal('port') }),
  /** The helper confirms this message, because a call on a port could overtake the grant that it needs. */
  z.object({ type: z.literal('grant'), grant: Grant }),
  HelperEvent,
]);
export type ToHelper = z.infer<typeof ToHelper>;

/** A message from a helper to main. */
export type FromHelper = { readonly type: 'granted'; readonly id: string } | HelperRequest;

/** A request of a helper to main about helpers of its own. */
export type HelperRequest =
  | {
      readonly type: 'start';
      readonly id: number;
      readonly kind: HelperKind;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly type: 'open'; readonly id: number; readonly port: number }
  | { readonly type: 'grant-to'; readonly id: number; readonly grant: Grant }
  | { readonly type: 'end'; readonly id: number };
