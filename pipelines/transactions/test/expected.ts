import type { Transaction } from '../transaction.js';

/** What one key must have bought in one minute, worked out without the job's code: plain loops, money in cents. */
export interface ExpectedWindow {
  count: number;
  amount: number;
  discount: number;
}

const PERCENT: Record<string, number> = { electronics: 5, clothing: 15, home: 10, sports: 8, books: 20, travel: 3 };

/** `kind key minute` of a window. */
export function windowName(kind: string, key: string, timestamp: string): string {
  return `${kind} ${key} ${timestamp.slice(0, 16)}`;
}

/** All windows of the transactions above 100, by user and by category. */
export function expectedWindows(transactions: readonly Transaction[]): Map<string, ExpectedWindow> {
  const windows = new Map<string, ExpectedWindow>();
  for (const { amount, category, user_id, timestamp } of transactions) {
    if (amount <= 100) continue;
    const cents = Math.round(amount * 100);
    const discount = Math.round((cents * (PERCENT[category] ?? 0)) / 100);
    for (const name of [windowName('user', user_id, timestamp), windowName('category', category, timestamp)]) {
      const window = windows.get(name) ?? { count: 0, amount: 0, discount: 0 };
      window.count++;
      window.amount += cents;
      window.discount += discount;
      windows.set(name, window);
    }
  }
  return windows;
}
