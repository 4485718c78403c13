import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { arch, platform } from 'node:process';
import { z } from 'zod';
import type { DeviceReport } from '#shared/api';
import { cancelled, EngineError } from '#shared/errors';
import type { Port } from '#shared/rpc/port';
import { DeviceId } from '#shared/setup';
import type { StartHelper } from '../process/helper';

/** Asks a probe helper whether a device computes correctly and, if `timed`, how fast it is. */
export const ProbeRequest = z.object({ device: DeviceId, timed: z.boolean() });
export type ProbeRequest = z.infer<typeof ProbeRequest>;

/** The answer of a probe helper; `rawError` is the library's own message. */
export const ProbeReply = z.object({ msPerStep: z.number().nullable(), rawError: z.string().nullable() });
export type ProbeReply = z.infer<typeof ProbeReply>;

/** The device of a run. */
export interface DeviceChoice {
  readonly id: DeviceId;
  readonly name: string;
  /** Why this device was chosen; empty where it was asked for. */
  readonly reason: string;
}

const packages = createRequire(import.meta.url);
const PROBE_TIMEOUT_MS = 30_000;

/** The platforms on which each device can exist. */
const platforms: Record<DeviceId, readonly NodeJS.Platform[]> = {
  cpu: ['linux', 'win32', 'darwin'],
  webgpu: ['linux', 'win32', 'darwin'],
  cuda: ['linux', 'win32'],
  dml: ['win32'],
  coreml: ['darwin'],
};

const platformNames: Record<string, string> = { win32: 'Windows', darwin: 'macOS', linux: 'Linux' };

/** The devices of this machine. Each is tried in a helper process, where a crash means that it is not available. */
export class Devices {
  readonly #startHelper: StartHelper;
  readonly #probes = new Map<string, Promise<DeviceReport>>();
  readonly #open = new Set<Port>();

  constructor(startHelper: StartHelper) {
    this.#startHelper = startHelper;
  }

  /** Reports on every device, with its speed. Throws `cancelled` on abort. */
  list(signal: AbortSignal): Promise<DeviceReport[]> {
    return unlessCancelled(this.#timed(DeviceId.options), signal);
  }

  /**
   * Returns the device asked for; for "auto" the fastest that computes correctly.
   *
   * @throws EngineError with the reason where the device asked for is not available; `cancelled` on abort.
   */
  choose(requested: 'auto' | DeviceId, signal: AbortSignal): Promise<DeviceChoice> {
    return unlessCancelled(this.#choose(requested), signal);
  }

  /** Ends the probes that are still running. */
  close(): void {
    for (const port of this.#open) port.close();
  }

  async #choose(requested: 'auto' | DeviceId): Promise<DeviceChoice> {
    if (requested === 'cpu') return { id: 'cpu', name: nameOf('cpu'), reason: '' };
    if (requested !== 'auto') {
      const { id, name, works, reason } = await this.#report(requested, false);
      if (works) return { id, name, reason: '' };
      throw new EngineError('no-device', `${name} cannot run here: ${reason}.`, 'Choose "auto" or "cpu".');
    }
    const accelerators = await this.#timed(
      DeviceId.options.filter((id) => id !== 'cpu' && platforms[id].includes(platform)),
    );
    const working = accelerators.filter(({ works }) => works);
    if (working.length === 0) {
      const webgpu = accelerators.find(({ id }) => id === 'webgpu');
      return {
        id: 'cpu',
        name: nameOf('cpu'),
        reason: `WebGPU cannot run here: ${webgpu?.reason ?? 'unknown'}`,
      };
    }
    const candidates = [...(await this.#timed(['cpu'])), ...working].filter(({ works }) => works);
    const [fastest] = candidates.sort((a, b) => (a.msPerStep ?? Infinity) - (b.msPerStep ?? Infinity));
    if (!fastest) throw new EngineError('no-device', 'No device computes correctly here.');
    const { id, name } = fastest;
    return { id, name, reason: `the fastest of ${candidates.map((device) => device.id).join(', ')}` };
  }

  /** Tries devices one after the other, so that they do not disturb each other's timing. */
  async #timed(ids: readonly DeviceId[]): Promise<DeviceReport[]> {
    const reports: DeviceReport[] = [];
    for (const id of ids) reports.push(await this.#report(id, true));
    return reports;
  }

  /** Probes a device once; `timed` also measures its speed. */
  #report(id: DeviceId, timed: boolean): Promise<DeviceReport> {
    const key = `${id} ${String(timed)}`;
    const known = this.#probes.get(key);
    if (known) return known;
    const report = this.#probe(id, timed);
    this.#probes.set(key, report);
    return report;
  }

  async #probe(id: DeviceId, timed: boolean): Promise<DeviceReport> {
    const report = { id, name: nameOf(id), works: false, msPerStep: null };
    if (!platforms[id].includes(platform)) {
      const names = platforms[id].map((p) => platformNames[p] ?? p).join(' and ');
      return { ...report, reason: `it exists on ${names} only` };
    }
    if (id === 'cuda' && !hasCudaProvider()) {
      return { ...report, reason: "onnxruntime's CUDA libraries are not installed" };
    }
    const reply = await this.#ask({ device: id, timed });
    if (reply.rawError === null) return { ...report, works: true, reason: '', msPerStep: reply.msPerStep };
    return { ...report, reason: explain(reply.rawError) };
  }

  #ask(request: ProbeRequest): Promise<ProbeReply> {
    return new Promise((resolve) => {
      const fail = (rawError: string) => {
        resolve({ msPerStep: null, rawError });
      };
      const port = this.#startHelper('probe');
      this.#open.add(port);
      const timer = setTimeout(() => {
        fail(`it gave no answer in ${String(PROBE_TIMEOUT_MS / 1e3)} s`);
        port.close();
      }, PROBE_TIMEOUT_MS);
      port.onClose((reason) => {
        clearTimeout(timer);
        this.#open.delete(port);
        fail(`the probe ended (${reason})`);
      });
      port.onMessage((message) => {
        clearTimeout(timer);
        resolve(ProbeReply.parse(message));
        port.close();
      });
      port.send(request);
    });
  }
}

/** Rejects as soon as the caller cancels; the probe goes on, and its result serves the next caller. */
function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => {
      reject(cancelled());
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject);
  });
}

/** Looks for the library's file, because a probe would take seconds to fail. */
function hasCudaProvider(): boolean {
  const binaries = join(dirname(packages.resolve('onnxruntime-node')), '../bin/napi-v6', platform, arch);
  return existsSync(binaries) && readdirSync(binaries).some((file) => file.includes('providers_cuda'));
}

function nameOf(id: DeviceId): string {
  const processors = cpus();
  switch (id) {
    case 'cpu':
      return `${processors[0]?.model.trim() ?? 'CPU'} (${String(processors.length)} threads)`;
    case 'webgpu':
      return (
        { win32: 'WebGPU (Direct3D 12)', darwin: 'WebGPU (Metal)' }[platform as string] ?? 'WebGPU (Vulkan)'
      );
    case 'cuda':
      return 'CUDA';
    case 'dml':
      return 'DirectML';
    case 'coreml':
      return 'Core ML';
  }
}

/** Explains the library's error where its cause is known; otherwise returns its first line. */
function explain(rawError: string): string {
  const line = rawError.split('\n')[0]?.slice(0, 160) ?? '';
  if (/adapter/i.test(rawError)) return 'no graphics adapter with a working driver was found';
  return line;
}
