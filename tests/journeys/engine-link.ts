import type { Page, WebSocketRoute } from 'playwright-core';
import { z } from 'zod';
import { decodeFrame } from '../../src/shared/rpc/frame';

/** Points along each axis of the landscapes of a journey whose pictures are not the point. */
const SMALL_GRID = 48;

const ToEngine = z.looseObject({ type: z.string(), id: z.int().optional(), method: z.string().optional() });
const LandscapeCall = z.looseObject({ params: z.looseObject({ grid: z.looseObject({ size: z.int() }) }) });
const FromEngine = z.looseObject({ type: z.string(), id: z.int().optional() });
const DescentFrame = z.looseObject({ firstStep: z.int() });

/**
 * Stands between a window in a browser and its engines, so that a journey decides what the window learns and when,
 * and no machine is too fast or too slow for it. It holds back the steps of a descent past a given one (but for the
 * first frame of each call), and asks for smaller landscapes than the window does.
 */
export class EngineLink {
  #heldPast = Infinity;
  #waiting: (() => void)[] = [];

  /** Stands between the engines and whatever the page connects from now on. */
  async attachTo(page: Page): Promise<void> {
    await page.routeWebSocket(/\/engine\//, (window) => {
      new Connection(window, this).open();
    });
  }

  /** From now on no step past this one reaches the window, until `release`. */
  holdStepsPast(step: number): void {
    this.#heldPast = step;
  }

  /** Lets all steps through that were held back, and those that follow. */
  release(): void {
    this.#heldPast = Infinity;
    for (const deliver of this.#waiting.splice(0)) deliver();
  }

  isHeld(step: number): boolean {
    return step > this.#heldPast;
  }

  onRelease(deliver: () => void): void {
    this.#waiting.push(deliver);
  }
}

/** One socket between the window and an engine. */
class Connection {
  readonly #window: WebSocketRoute;
  readonly #engine: WebSocketRoute;
  readonly #link: EngineLink;
  readonly #descents = new Set<number>();
  /** Descents whose first frame has come: it always passes, so that the window shows every stretch of a run. */
  readonly #begun = new Set<number>();
  /** What is held back of each call, in order. */
  readonly #held = new Map<number, (string | Buffer)[]>();

  constructor(window: WebSocketRoute, link: EngineLink) {
    this.#window = window;
    this.#engine = window.connectToServer();
    this.#link = link;
  }

  open(): void {
    this.#window.onMessage((message) => {
      this.#engine.send(this.#requested(String(message)));
    });
    this.#engine.onMessage((message) => {
      this.#answer(message);
    });
  }

  #requested(text: string): string {
    const message = ToEngine.parse(JSON.parse(text));
    if (message.id === undefined) return text;
    if (message.type === 'cancel') {
      // nobody waits for its steps
      this.#held.delete(message.id);
      this.#descents.delete(message.id);
    }
    if (message.type !== 'call') return text;
    if (message.method === 'descend') this.#descents.add(message.id);
    if (message.method !== 'landscape') return text;
    const call = LandscapeCall.parse(message);
    const grid = { ...call.params.grid, size: Math.min(call.params.grid.size, SMALL_GRID) };
    return JSON.stringify({ ...call, params: { ...call.params, grid } });
  }

  #answer(message: string | Buffer): void {
    const id = this.#callOf(message);
    if (id === undefined || !this.#descents.has(id)) {
      this.#window.send(message);
      return;
    }
    const held = this.#held.get(id);
    if (typeof message === 'string' && FromEngine.parse(JSON.parse(message)).type === 'error') {
      this.#held.delete(id); // cancelled: nobody waits for its steps
      this.#window.send(message);
    } else if (held) held.push(message);
    else if (typeof message !== 'string' && this.#begun.has(id) && this.#link.isHeld(firstStepOf(message))) {
      this.#hold(id, message);
    } else {
      if (typeof message !== 'string') this.#begun.add(id);
      this.#window.send(message);
    }
  }

  #hold(id: number, message: Buffer): void {
    this.#held.set(id, [message]);
    this.#link.onRelease(() => {
      for (const each of this.#held.get(id) ?? []) this.#window.send(each);
      this.#held.delete(id);
    });
  }

  /** The call that a message of the engine belongs to. */
  #callOf(message: string | Buffer): number | undefined {
    if (typeof message !== 'string') return decodeFrame(message).callId;
    if (!message.startsWith('{')) return undefined; // the server's own greeting
    return FromEngine.parse(JSON.parse(message)).id;
  }
}

function firstStepOf(frame: Buffer): number {
  return DescentFrame.parse(decodeFrame(frame).meta).firstStep;
}
