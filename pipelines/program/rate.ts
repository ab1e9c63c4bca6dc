/** How fast totals grow, in records per second over the last few seconds. */
export class Rates {
  readonly #samples: { time: number; totals: Record<string, number> }[] = [];

  /** @param spanMs how far back they look, in ms: the shorter, the livelier */
  constructor(private readonly spanMs = 5_000) {}

  /** Notes the totals of all topics at a time (ms), and returns their growth per second. */
  sample(totals: Record<string, number>, time = performance.now()): Record<string, number> {
    this.#samples.push({ time, totals });
    while (this.#samples[1] && time - this.#samples[1].time >= this.spanMs) this.#samples.shift();
    const first = this.#samples[0];
    const seconds = first ? (time - first.time) / 1000 : 0;
    const growth = (topic: string, total: number) =>
      seconds > 0 ? (total - (first?.totals[topic] ?? 0)) / seconds : 0;
    return Object.fromEntries(Object.entries(totals).map(([topic, total]) => [topic, growth(topic, total)]));
  }
}
