import type { Item } from './misbehave.js';

/** Fails for an item without a text. */
export function upperCase(item: Item): string {
  const deep = item.deep as { text: string };
  return deep.text.toUpperCase();
}
