/** Something the person at the keyboard can mend: what happened, and what to do about it, in sentences. */
export class Problem extends Error {
  name = 'Problem';

  /**
   * @param {string} happened what went wrong, and where
   * @param {string} remedy what to do next
   * @param {string} [details] the tool's own last words
   */
  constructor(happened, remedy, details = '') {
    super(happened);
    this.remedy = remedy;
    this.details = details;
  }
}
