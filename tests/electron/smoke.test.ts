import { it, expect } from 'vitest';
import { launchDesktop } from './launch';
it('smoke', async () => {
  const d = await launchDesktop({ standIn: true });
  console.log(await d.page.title(), await d.page.evaluate(() => [Object.keys((window as any).mnemoscope), crossOriginIsolated, location.href]));
  console.log(d.consoleErrors);
  console.log(JSON.stringify(await d.page.evaluate(async () => {
    const m = (window as any).mnemoscope;
    const port: Promise<MessagePort> = new Promise((r) => addEventListener('message', (e) => { if (e.data?.type === 'mnemoscope-engine') r(e.ports[0]!); }));
    const ticket = await m.connectEngine('descent');
    const p = await port;
    const got: unknown[] = [];
    return await new Promise((r) => { p.onmessage = (e) => { got.push(e.data); if (e.data.type === 'result' || e.data.type === 'error') r([ticket, got]); }; p.postMessage({ type: 'hello', version: 1 }); p.postMessage({ type: 'call', id: 0, method: 'devices', params: {}, creditBytes: 1e6 }); });
  })));
  await d.close();
  expect(1).toBe(1);
});
