/**
 * The globals that all runtimes of this app share (Node, Electron, browsers). `src/shared` is compiled
 * against these and the ECMAScript library alone, so that nothing in it can depend on Node or the DOM.
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
