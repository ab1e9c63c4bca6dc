/** What the watching learner sees: one screen with a check's report, a panel below it, and the keys. */

import type { Paint } from '@workbook/terminal';
import type { Output } from '../report/report.js';

/** To the top left, and clear from there. What was in the terminal before can still be scrolled to. */
const CLEAR = '\u001b[H\u001b[2J';
/** A word until there is something to report; what is written first takes its place. */
const WAITING = 'Checking …\r';
const CLEAR_LINE = '\u001b[K';

export class Screen {
  #report = '';
  #footer: readonly string[] = [];

  /** @param live whether it can be redrawn; otherwise everything is appended, as in a log */
  constructor(
    private readonly stream: Output,
    readonly live: boolean,
    readonly paint: Paint,
  ) {}

  /** A new check: nothing of the last one is left on the screen. */
  begin(): void {
    this.#report = '';
    this.#footer = [];
    if (this.live) this.stream.write(CLEAR + this.paint('dim', WAITING));
  }

  /** Adds to the report, as it comes. */
  write(text: string): void {
    const first = this.live && this.#report === '';
    this.#report += text;
    this.stream.write(first ? CLEAR_LINE + text : text);
  }

  /** The end of a check: what can be done now. */
  footer(lines: readonly string[]): void {
    this.#footer = lines;
    this.#print(['', ...lines]);
  }

  /** Shows something below the report: a hint, the solution. */
  panel(lines: readonly string[]): void {
    if (this.live) this.stream.write(`${CLEAR}${this.#report}${this.#rule()}\n`);
    this.#print(this.live ? [...lines, '', ...this.#footer] : lines);
  }

  #rule(): string {
    return this.paint('dim', '─'.repeat(40));
  }

  #print(lines: readonly string[]): void {
    this.stream.write(`${lines.join('\n')}\n`);
  }
}
