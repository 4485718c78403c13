import type { Notice, Progress } from '#shared/progress';

/** Everything that is not a result goes to stderr: progress, notices, errors. */

const LINE_INTERVAL_MS = 3000;
const BAR_INTERVAL_MS = 50;
const BAR_WIDTH = 28;

/** Progress as a bar on a terminal, as a plain line every few seconds elsewhere. */
export class ProgressLine {
  readonly #isTerminal = process.stderr.isTTY;
  #last = performance.now();
  #shown = false;

  show({ stage, done, total, unit }: Progress): void {
    const now = performance.now();
    if (now - this.#last < (this.#isTerminal ? BAR_INTERVAL_MS : LINE_INTERVAL_MS)) return;
    this.#last = now;
    const counts = total === null ? `${String(done)} ${unit}` : `${String(done)} of ${String(total)} ${unit}`;
    if (!this.#isTerminal) {
      process.stderr.write(`${stage}: ${counts}\n`);
      return;
    }
    const filled = total === null ? 0 : Math.round((BAR_WIDTH * done) / total);
    const bar = '━'.repeat(filled) + '╌'.repeat(BAR_WIDTH - filled);
    process.stderr.write(`\r\x1b[K${stage} ${bar} ${counts}`);
    this.#shown = true;
  }

  /** Removes the bar, so that what is written next stands on a line of its own. */
  clear(): void {
    if (this.#shown) process.stderr.write('\r\x1b[K');
    this.#shown = false;
  }
}

export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function logNotice({ severity, summary, tip }: Notice): void {
  log(`${severity === 'warning' ? 'Warning: ' : 'Note: '}${summary}${tip === undefined ? '' : ` ${tip}`}`);
}
