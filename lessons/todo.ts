/** Marks a place that is left for you. */
export class Todo extends Error {
  override readonly name = 'Todo';

  constructor(what: string) {
    super(`to do: ${what}`);
  }
}
