import type { Notice, Progress } from '#shared/progress';

/** Writes progress, notices and errors to stderr. Only results go to stdout. */

const LINE_INTERVAL_MS = 3000;
const BAR_INTERVAL_MS = 50;
const BAR_WIDTH = 28;

/** Shows progress: a bar on a terminal, otherwise a plain line every few seconds. */
export class ProgressLine {
  readonly #isTerminal = process.stderr.isTTY;
  #lastShown = performance.now();
  #isShown = false;

  show({ stage, done, total, unit }: Progress): void {
    const now = performance.now();
    if (now - this.#lastShown < (this.#isTerminal ? BAR_INTERVAL_MS : LINE_INTERVAL_MS)) return;
    this.#lastShown = now;
    const counts = total === null ? `${String(done)} ${unit}` : `${String(done)} of ${String(total)} ${unit}`;
    if (!this.#isTerminal) {
      process.stderr.write(`${stage}: ${counts}\n`);
      return;
    }
    const filled = total === null ? 0 : Math.round((BAR_WIDTH * done) / total);
    const bar = '━'.repeat(filled) + '╌'.repeat(BAR_WIDTH - filled);
    process.stderr.write(`\r\x1b[K${stage} ${bar} ${counts}`);
    this.#isShown = true;
  }

  /** Removes the bar, so the next output starts on a line of its own. */
  clear(): void {
    if (this.#isShown) process.stderr.write('\r\x1b[K');
    this.#isShown = false;
  }
}

export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function logNotice({ severity, summary, tip }: Notice): void {
  log(`${severity === 'warning' ? 'Warning: ' : 'Note: '}${summary}${tip === undefined ? '' : ` ${tip}`}`);
}
