import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../../src/shared/rpc/frame';
import { instrumentIn, LONG } from './instrument';
import { served } from './shells';

/** A graphics device that is lost: no device can be lost here, so the test says what the engine would say. */

describe('in the browser', () => {
  const instrument = instrumentIn(served);

  it(
    'a run whose device fails says so, and goes on on the CPU in another process',
    async () => {
      const { page } = instrument;
      const device = new LostDevice();
      await device.attachTo(page);
      await page.reload();
      await instrument.openLong(20);
      const { connections } = device;
      device.isLost = true;
      instrument.link.release();
      const message = page.getByRole('status').filter({ hasText: 'The graphics device failed at step' });
      await message.waitFor({ timeout: LONG });
      expect(await message.innerText()).toContain('It was lost. The steps so far are kept');

      await message.getByRole('button', { name: 'Continue on the CPU' }).click();
      await page.getByTitle('Undo: device cpu').waitFor({ timeout: LONG });
      const stopped = await instrument.stepNow();
      await expect.poll(instrument.stepNow, { timeout: LONG }).toBeGreaterThan(stopped);
      expect(device.connections).toBeGreaterThan(connections);
      expect(await message.count()).toBe(0);
    },
    3 * LONG,
  );
});

/** Stands between the window and the engine of its descents. */
class LostDevice {
  /** The next frame of a descent becomes the error of a device that is lost. */
  isLost = false;
  connections = 0;

  async attachTo(page: Page): Promise<void> {
    await page.routeWebSocket(/\/engine\/descent/, (window) => {
      this.connections++;
      const engine = window.connectToServer();
      const descents = new Set<unknown>();
      window.onMessage((message) => {
        const { type, method, id } = JSON.parse(String(message)) as Record<string, unknown>;
        if (type === 'call' && method === 'descend') descents.add(id);
        engine.send(message);
      });
      engine.onMessage((message) => {
        const id = typeof message === 'string' ? null : decodeFrame(message).callId;
        if (!this.isLost || !descents.has(id)) {
          window.send(message);
          return;
        }
        this.isLost = false;
        const error = {
          code: 'device-failed',
          message: 'The graphics device failed: It was lost.',
          next: '',
        };
        window.send(JSON.stringify({ type: 'error', id, error }));
      });
    });
  }
}
