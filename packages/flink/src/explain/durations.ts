/** Seconds, minutes and hours where they are whole: 90000 ms is "90 s", 60000 ms "1 min". */
export function duration(ms: number): string {
  if (ms !== 0 && ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms !== 0 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms !== 0 && ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
