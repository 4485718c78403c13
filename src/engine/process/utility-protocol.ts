import type { Grant } from '../path-guard';
import type { HelperKind } from './helper';

/**
 * What passes between Electron's main process and a helper that it started as a utility process, beside the ports
 * themselves. A utility process cannot start others, so it asks main for helpers of its own; it numbers them by `id`,
 * and the ports to each of them by `port`.
 */

export type ToHelper =
  /** Comes with the port of a new client. */
  | { readonly type: 'port' }
  /** Is answered, because a client's port keeps no order with this channel: a call could overtake what it needs. */
  | { readonly type: 'grant'; readonly grant: Grant }
  | HelperEvent;

/** What main tells a helper about the helpers that it asked for. */
export type HelperEvent =
  /** Comes with the port that was asked for. */
  | { readonly type: 'helper-port'; readonly id: number; readonly port: number }
  /** Answers each 'grant-to'. */
  | { readonly type: 'helper-granted'; readonly id: number }
  | { readonly type: 'helper-ended'; readonly id: number; readonly reason: string };

export type FromHelper = { readonly type: 'granted'; readonly id: string } | HelperRequest;

/** What a helper asks of main for helpers of its own. */
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
