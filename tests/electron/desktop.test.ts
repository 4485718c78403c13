import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, DesktopBridge } from '#shared/host';
import type { Desktop } from './launch';
import { forkStandIn, hasElectron, launchDesktop } from './launch';
import { encodePng } from '../support/pictures';

/** The built app, from its window's side: what the bridge promises, and what a page cannot do. */

declare global {
  interface Window {
    mnemoscope: DesktopBridge;
    /** Calls the engine of a role over a port of its own; resolves with its last message. */
    callEngine(method: string, params: unknown): Promise<EngineReply>;
    portsClosed: number;
  }
}

interface EngineReply {
  readonly type: string;
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}
