import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/** The most memory that this process has held, resident, in bytes. */
export function peakMemoryBytes(): number {
  // On Linux `maxRSS` begins with what the parent held when it started this process, which may be more.
  const own = existsSync(STATUS) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) : null;
  const kilobytes = own ? Number(own[1]) : process.resourceUsage().maxRSS;
  return kilobytes * 1024;
}
