/** How many latencies are remembered of each source: a few seconds of frames. */
const REMEMBERED = 300;

/** What the pages have shown of a source. */
export interface Shown {
  frames: number;
  /** Frames that came and were not shown, because the page was still busy with an earlier one. */
  leftOut: number;
  /** From the capture to the screen, in ms, of the newest frames, oldest first. */
  latencies: number[];
}

/** Counts what the pages show, and remembers how far behind the capture they are. */
export class ShownTally {
  readonly bySource = new Map<string, Shown>();

  addShown(source: string, latencyMs: number): void {
    const shown = this.#of(source);
    shown.frames += 1;
    shown.latencies.push(latencyMs);
    if (shown.latencies.length > REMEMBERED) shown.latencies.shift();
  }

  addLeftOut(source: string, frames: number): void {
    this.#of(source).leftOut += frames;
  }

  #of(source: string): Shown {
    const known = this.bySource.get(source) ?? { frames: 0, leftOut: 0, latencies: [] };
    this.bySource.set(source, known);
    return known;
  }
}

/** The value below which a share (0 to 1) of the values lies; 0 without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
