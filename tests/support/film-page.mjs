#!/usr/bin/env node
/* global fetch, setInterval */
import { writeFileSync } from 'node:fs';
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny';

// Stands in for the headless browser that draws a film, and delivers frames without content. FILM_PAGE chooses its
// behaviour; it writes the job that it received to FILM_PAGE_REPORT.

const address = new URL(process.argv.at(-1) ?? '');
const entered = await fetch(address, { redirect: 'manual' });
const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
const ask = (path, init = {}) => fetch(new URL(path, address.origin), { ...init, headers: { cookie } });
const post = (path, value) => ask(path, { method: 'POST', body: JSON.stringify(value) });

const job = await (await ask('/film/job')).json();
writeFileSync(
  process.env.FILM_PAGE_REPORT,
  JSON.stringify({ job, args: process.argv.slice(2), pid: process.pid }),
);

const behaviour = process.env.FILM_PAGE;
if (behaviour === 'crash') process.exit(3);
if (behaviour === 'fail') {
  await post('/film/failed', { message: 'This browser has no H.264 encoder.', next: 'Write a .webm.' });
} else if (behaviour !== 'hang') {
  await deliver(job.fps * job.seconds - (behaviour === 'short' ? 1 : 0));
}
// a browser runs until it is ended
setInterval(() => void post('/film/progress', { stage: 'Drawing', done: 1, total: 2, unit: 'frames' }), 200);

async function deliver(frames) {
  const film = await video(frames);
  const half = film.length >> 1;
  await ask(`/film/out?position=${half}`, { method: 'PUT', body: film.subarray(half) });
  await ask('/film/out?position=0', { method: 'PUT', body: film.subarray(0, half) });
  await post('/film/done', { frames });
}

async function video(frames) {
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
  const source = new EncodedVideoPacketSource('vp8');
  output.addVideoTrack(source, { frameRate: job.fps });
  await output.start();
  const meta = { decoderConfig: { codec: 'vp8', codedWidth: job.width, codedHeight: job.height } };
  for (let i = 0; i < frames; i++) {
    const data = new Uint8Array(1000).fill(i);
    await source.add(new EncodedPacket(data, i ? 'delta' : 'key', i / job.fps, 1 / job.fps), meta);
  }
  await output.finalize();
  return new Uint8Array(output.target.buffer);
}
