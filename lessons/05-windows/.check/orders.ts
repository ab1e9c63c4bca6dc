/** The orders of a check, and what right windows make of them: computed here without Flink, from the definitions. */
import { type Random, wildTexts } from '@workbook/checkpoints/harness';
import type { CategoryTotal, Order, TopCategories, Total, UserTotal, Visit } from '../order.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const SLIDE = 20 * SECOND;
const GAP = 30 * SECOND;
/** The first minute of all orders, in ms since 1970. */
export const BEGIN = Date.UTC(2026, 0, 5, 9, 30);
const CATEGORIES = [
  'books',
  'Books',
  ' garden',
  'bookshelves',
  'Électronique & 007',
  'clothing for very small children',
];

/** The user, the category and the id of the orders that come long after all others. */
const LAST = 'the last';
const HOUR = 60 * MINUTE;
/** When the first of them was placed, in ms since 1970. */
export const LAST_BEGINS = BEGIN + HOUR;

/**
 * Orders of two stretches of time with two silent minutes between them, up to 4 s out of order. Each user comes in visits:
 * less than 25 s between their orders, and more than 35 s from one visit to the next. Some orders are on a minute's edge,
 * some on a visit's, and two visits have their largest order first or last. Amounts are in quarters of a euro, which add up
 * exactly in any order; one is beyond 32 bits.
 */
export function drawOrders(random: Random): Order[] {
  const users = wildTexts(random, 6);
  const visits = [0, 6 * MINUTE].flatMap((begin) => users.flatMap((user) => drawVisits(random, user, BEGIN + begin)));
  const amounts = distinct(random, visits.length);
  const drawn = visits.map((order, index) => ({ ...order, amount: amounts[index] ?? 1 }));
  const given = (user: string, second: number, amount: number) => ({
    ...drawOrder(random, user, BEGIN + second * SECOND),
    amount,
  });
  const edges = [given('before the edge', 59.999, 1001), given('on the edge', 120, 1002)];
  const falling = [1013, 1012, 1011].map((amount, n) => given('less and less', 10 + 8 * n, amount));
  const rising = [1021, 1022, 1023].map((amount, n) => given('more and more', 10 + 8 * n, amount));
  const atTheGap = [5, 34.999, 65, 95.001, 125.001].map((second, n) => given('the gap', second, 1031 + n));
  const huge = [given('Huge', 130, 2 ** 32 + 0.25)];
  return [...drawn, ...edges, ...falling, ...rising, ...atTheGap, ...huge]
    .map((order) => ({ order, arrival: order.at + random.int(0, 4 * SECOND) }))
    .sort((a, b) => a.arrival - b.arrival)
    .map(({ order }) => order);
}

function drawVisits(random: Random, user: string, begin: number): Order[] {
  const orders: Order[] = [];
  let at = begin + random.int(1, 40 * SECOND);
  for (let visit = 0; visit < 2; visit++) {
    for (let count = random.int(1, 3); count > 0; count--) {
      orders.push(drawOrder(random, user, at));
      at += random.int(1 * SECOND, 24 * SECOND);
    }
    at += random.int(35 * SECOND, 45 * SECOND);
  }
  return orders;
}

function drawOrder(random: Random, user: string, at: number): Order {
  return { orderId: random.word(8), user, category: random.pick(CATEGORIES), amount: 0, at };
}

/** Quarters that are all different, in no order. */
function distinct(random: Random, count: number): number[] {
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(random.int(1, 3_999) / 4);
  return [...numbers];
}

/**
 * The second of these moves the watermark past the windows of the first, and these come out after all others. Every
 * partition must have both, or its silence holds the watermark back.
 */
export function sentinels(partition: number): Order[] {
  return [LAST_BEGINS, LAST_BEGINS + HOUR].map((at) => ({
    orderId: LAST,
    user: LAST,
    category: LAST,
    amount: partition + 1,
    at,
  }));
}

interface Truth {
  userTotals: UserTotal[];
  categoryTotals: CategoryTotal[];
  visits: Visit[];
  topCategories: TopCategories[];
}

export function truthOf(orders: Order[]): Truth {
  const userTotals = grouped(orders, (order) => [{ name: order.user, start: order.at - (order.at % MINUTE) }]).map(
    ({ name, ...rest }) => ({ user: name, ...rest }),
  );
  const categoryTotals = grouped(orders, ({ category, at }) => {
    const latest = at - (at % SLIDE);
    return [0, 1, 2].map((n) => ({ name: category, start: latest - n * SLIDE }));
  }).map(({ name, ...rest }) => ({ category: name, ...rest }));
  return { userTotals, categoryTotals, visits: visitsOf(orders), topCategories: topOf(categoryTotals) };
}

/** A total for each name and minute that has an order. */
function grouped(
  orders: Order[],
  windowsOf: (order: Order) => { name: string; start: number }[],
): (Total & { name: string; start: number; end: number })[] {
  const totals = new Map<string, Total & { name: string; start: number; end: number }>();
  for (const order of orders) {
    for (const { name, start } of windowsOf(order)) {
      const id = `${start} ${name}`;
      const { orders: count, amount } = totals.get(id) ?? { orders: 0, amount: 0 };
      totals.set(id, { name, start, end: start + MINUTE, orders: count + 1, amount: amount + order.amount });
    }
  }
  return [...totals.values()];
}

function visitsOf(orders: Order[]): Visit[] {
  const visits: Visit[] = [];
  for (const { user, at, orderId, amount } of orders.toSorted((a, b) => a.at - b.at)) {
    const open = visits.find((visit) => visit.user === user && at <= visit.end);
    if (!open) visits.push({ user, start: at, end: at + GAP, orderId, amount });
    else Object.assign(open, { end: at + GAP }, amount > open.amount && { orderId, amount });
  }
  return visits;
}

function topOf(totals: CategoryTotal[]): TopCategories[] {
  const ends = [...new Set(totals.map(({ end }) => end))];
  return ends.map((end) => {
    const ranked = totals
      .filter((total) => total.end === end)
      .sort((a, b) => b.amount - a.amount || (a.category < b.category ? -1 : 1));
    return { end, categories: ranked.slice(0, 3).map(({ category }) => category) };
  });
}
