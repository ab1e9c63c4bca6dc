import { styleText } from 'node:util';
import Table from 'cli-table3';

/** A table without borders: columns, and a dim line of titles. */
export function plainTable(head: string[], align: ('left' | 'right')[], color: boolean): InstanceType<typeof Table> {
  const none = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
  const inner = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'];
  return new Table({
    head: head.map((title) => (color ? styleText('dim', title) : title)),
    colAligns: align,
    chars: Object.fromEntries([...none, ...inner].map((name) => [name, name === 'middle' ? '  ' : ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
}

export function bold(text: string, color: boolean): string {
  return color ? styleText('bold', text) : text;
}
