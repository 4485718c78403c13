import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/** Returns the peak resident memory of this process in bytes. */
export function peakMemoryBytes(): number {
  // On Linux, `maxRSS` starts with the parent's memory at the time of the fork, which may be more.
  const peak = existsSync(STATUS) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) : null;
  const kilobytes = peak ? Number(peak[1]) : process.resourceUsage().maxRSS;
  return kilobytes * 1024;
}
