/** Loaded into a measured process: at its end it tells what it took, on file descriptor 3. */
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeSync(3, JSON.stringify({ wallMs: performance.now(), cpuMs, peakMb: maxRSS / 1024 }));
});
