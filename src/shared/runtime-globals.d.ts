/**
 * The few globals that every runtime of ours has (Node, Electron, browsers). `shared` is compiled against these and
 * the ECMAScript library alone, so that nothing in it can lean on Node or on the DOM.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare function queueMicrotask(callback: () => void): void;

declare function atob(base64: string): string;

declare function btoa(binary: string): string;
