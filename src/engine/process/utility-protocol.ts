import type { Grant } from '../grants';
import type { HelperKind } from './helper';

/**
 * What passes between Electron's main process and a helper that it started as a utility process, beside the ports
 * themselves. A utility process cannot start others, so it asks main for helpers of its own and numbers them.
 */

export type ToHelper =
  /** Comes with the port of a new client. */
  | { readonly type: 'port' }
  /** Is answered, because a client's port keeps no order with this channel: a call could overtake what it needs. */
  | { readonly type: 'grant'; readonly grant: Grant }
  /** Comes with the port to a helper that was asked for. */
  | { readonly type: 'helper'; readonly id: number }
  | { readonly type: 'helper-ended'; readonly id: number; readonly reason: string };

export type FromHelper =
  | { readonly type: 'granted'; readonly id: string }
  | {
      readonly type: 'start';
      readonly id: number;
      readonly kind: HelperKind;
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly type: 'end'; readonly id: number };
