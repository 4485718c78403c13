import { withEngine } from '../engine-session';
import type { Command } from './command';

export const devices: Command = {
  usage: 'devices',
  summary: 'list the devices: works or why not, and the measured speed',
  maxOperands: 0,
  options: {},
  run: (_, signal) =>
    withEngine(signal, async ({ call }) => {
      const reports = await call('devices', {});
      const lines = reports.map(({ id, name, works, reason, msPerStep }) => {
        const verdict = works ? `${(msPerStep ?? NaN).toFixed(1)} ms per step` : `no: ${reason}`;
        return `${id.padEnd(8)}${name.padEnd(36)}  ${verdict}`;
      });
      const note = 'A step: DrDAM, D 3072, Y 20 000, 4 queries.';
      return { text: [...lines, note].join('\n'), json: { devices: reports } };
    }),
};
