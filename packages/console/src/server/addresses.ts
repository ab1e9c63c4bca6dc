/** The settings as they are now: `npm run services up docker`, or another port, changes them while the console runs. */
import { readSettings, type Settings } from '@workbook/services';

/** Reading them costs a look at one small file. */
const FRESH_MS = 1_000;

export class CurrentSettings {
  #settings: Settings;
  #readAt = performance.now();

  /** @throws ServiceError when they cannot be read at all */
  constructor(private readonly read: () => Settings = () => readSettings()) {
    this.#settings = read();
  }

  get now(): Settings {
    if (performance.now() - this.#readAt < FRESH_MS) return this.#settings;
    this.#readAt = performance.now();
    try {
      this.#settings = this.read();
    } catch {
      // While the file is damaged, what was known last still holds.
    }
    return this.#settings;
  }
}
