import '#shared/zod-without-eval';
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import './theme/tokens.css';
import { FilmJob, frameCount } from '#shared/film-job';
import { invariant, toEngineError } from '#shared/errors';
import type { ModelSpec } from '#shared/setup';
import { formatCount } from '#shared/units';
import { FilmPainter } from './film/film-painter';
import { encodeFilm } from './film/encode';
import { frameSteps } from './film/frame-steps';
import { getJob, ProgressReport, putBytes, postMessageToServer } from './film/film-job-client';
import { browserHost } from './host/browser';
import { computeRun } from './session/compute';
import { readTheme } from './theme/theme';
import { LandscapePainter } from './views/landscape/landscape-painter';

/**
 * Makes the film of a command. The command line opens this page, which requests the job from the server and sends the
 * file back. The page computes the run by the session's `computeRun`, because a film shows what the window would show.
 */
async function makeFilm(signal: AbortSignal): Promise<{ frames: number }> {
  const job = FilmJob.parse(await getJob());
  document.documentElement.dataset.theme = job.theme;
  const canvas = document.querySelector<HTMLCanvasElement>('#frame');
  invariant(canvas, 'the film page has a canvas');
  const report = new ProgressReport();
  const onProgress = report.send.bind(report);
  const frames = frameCount(job);
  // a long recording is thinned out to its budget, except for the steps that the film shows
  const keepSteps = new Set(frameSteps(frames, job.descent.steps));
  const moment = await computeRun(browserHost(), job, { signal, onProgress, keepSteps });
  const painter = new FilmPainter(canvas, {
    width: job.width,
    height: job.height,
    view: job.view,
    theme: readTheme(),
    title: job.title,
    credit: credit(job.model),
    createLandscapes: (...size) => new LandscapePainter(...size),
  });
  try {
    await painter.setMoment(moment);
    const { fps, container } = job;
    return await encodeFilm({
      painter,
      frames,
      fps,
      container,
      sink: { write: putBytes },
      signal,
      onProgress,
    });
  } finally {
    painter.dispose();
    await report.settled();
  }
}

/** Returns for example "β 60, Y 180 000, seed 0"; Y and the seed are parameters of DrDAM only. */
function credit({ models, beta, drdam }: ModelSpec): string {
  const features = `Y ${formatCount(drdam.numFeatures)}, seed ${String(drdam.seed)}`;
  return [`β ${String(beta)}`, ...(models.includes('drdam') ? [features] : [])].join(', ');
}

const closing = new AbortController();
addEventListener('pagehide', () => {
  closing.abort();
});

makeFilm(closing.signal).then(
  (film) => postMessageToServer('done', film),
  (thrown: unknown) => {
    const { message, next } = toEngineError(thrown);
    return postMessageToServer('failed', { message, next });
  },
);
