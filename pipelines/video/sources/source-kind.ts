import type { Settings } from '@workbook/services';
import type { CliArgument, CliOption, OptionValues } from '../../program/options.js';
import type { FrameSource } from '../frame-source.js';

/** What a source needs of the program that opens it. */
export interface SourceContext {
  settings: Settings;
  /** Aborts when the person, or the program, has had enough: the source then ends its frames. */
  signal: AbortSignal;
  /** Tells the person something, in sentences. */
  say: (sentence: string) => void;
  /** Whether a page may open in the person's browser by itself. */
  opens: boolean;
}

/** A kind of source that `npm run video:producer` offers, with its options. */
export interface SourceKind<Options extends CliOption = CliOption> {
  /** The word that chooses it. */
  word: string;
  description: string;
  /** A word that it needs, such as a path. */
  argument?: CliArgument;
  options: readonly Options[];
  /**
   * Opens the source.
   *
   * @throws Error with a sentence if that is impossible
   */
  open(values: OptionValues<Options>, context: SourceContext): Promise<FrameSource>;
}

/** Keeps the names and types of a kind's options for its `open`. */
export function defineSource<const Options extends CliOption>(kind: SourceKind<Options>): SourceKind {
  return kind as unknown as SourceKind;
}
