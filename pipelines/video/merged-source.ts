import type { CapturedFrame, FrameSource } from './frame-source.js';

/** Several sources as one: their frames in the order in which they come, until the last source ends. */
export function mergeSources(sources: readonly FrameSource[]): FrameSource {
  const [first] = sources;
  return first && sources.length === 1 ? first : new MergedSource(sources);
}

class MergedSource implements FrameSource {
  readonly title: string;
  readonly pace = 'waits';
  readonly #sources: readonly FrameSource[];

  constructor(sources: readonly FrameSource[]) {
    this.#sources = sources;
    this.title = sources.map(({ title }) => title).join('; ');
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CapturedFrame> {
    const coming = new Map<AsyncIterator<CapturedFrame>, Promise<Arrival>>();
    const ask = (frames: AsyncIterator<CapturedFrame>) =>
      coming.set(
        frames,
        frames.next().then((result) => ({ frames, result })),
      );
    for (const source of this.#sources) ask(source[Symbol.asyncIterator]());
    while (coming.size > 0) {
      const { frames, result } = await Promise.race(coming.values());
      coming.delete(frames);
      if (result.done) continue;
      yield result.value;
      ask(frames);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }
}

interface Arrival {
  frames: AsyncIterator<CapturedFrame>;
  result: IteratorResult<CapturedFrame>;
}
