import { base, en, Faker } from '@faker-js/faker';
import { DEPARTMENTS, type Department, PAYMENT_METHODS } from './catalogue.js';
import { breakMessage } from './malformed.js';
import type { Transaction } from './transaction.js';

export interface GeneratorOptions {
  /** The same seed gives the same messages, in the same order. */
  seed: number;
  /** Event time of the first transaction, in ms since 1970. */
  start: number;
  /** Event time that passes from one transaction to the next, in ms. */
  step: number;
  users: number;
  /** The share of events, from 0 to 1, that arrive minutes after their time: their windows are closed by then. */
  late: number;
  /** The share of messages, from 0 to 1, that no consumer can read as a transaction. */
  malformed: number;
}

/** One message for the topic, and what the generator knows about it. */
export interface GeneratedMessage {
  key: string;
  value: string | Buffer;
  /** The transaction in `value`; none in a malformed message. */
  transaction?: Transaction;
  late: boolean;
}

/** Events come a little out of order, as they do from many tills at once: by less than this, in ms of event time. */
export const DISORDER_MS = 3_000;

const LATE_BY_MS = { min: 120_000, max: 360_000 };

/** A customer and what is usual for them. */
interface User {
  id: string;
  home: string;
  favourites: Department[];
  paysWith: string;
  /** 0 takes the cheapest products, 1 the dearest. */
  taste: number;
  /** How often they buy, relative to the others. */
  activity: number;
}

/** An endless stream of purchases. Event time comes from the position in the stream, never from a clock. */
export function* generateMessages(options: GeneratorOptions): Generator<GeneratedMessage, never> {
  const faker = new Faker({ locale: [en, base], seed: options.seed });
  const chooseUser = weightedChoice(makeUsers(faker, options.users), (user) => user.activity, faker);
  const chance = (share: number) => faker.number.float() < share;

  for (let index = 0; ; index++) {
    const user = chooseUser();
    const late = chance(options.late);
    const delay = late ? faker.number.int(LATE_BY_MS) : faker.number.int({ min: 0, max: DISORDER_MS - 1 });
    const time = Math.round(options.start + index * options.step - delay);
    const transaction = purchase(faker, user, time);

    if (chance(options.malformed)) {
      yield { key: user.id, value: breakMessage(transaction, faker), late: false };
    } else {
      yield { key: user.id, value: JSON.stringify(transaction), transaction, late };
    }
  }
}

function makeUsers(faker: Faker, count: number): User[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `user-${String(index + 1).padStart(4, '0')}`,
    home: `${faker.location.city()}, ${faker.location.countryCode()}`,
    favourites: faker.helpers.arrayElements(DEPARTMENTS, 2),
    paysWith: faker.helpers.arrayElement(PAYMENT_METHODS),
    taste: faker.number.float({ min: 0.1, max: 0.9 }),
    activity: 1 / (1 + index / 5),
  }));
}

function purchase(faker: Faker, user: User, time: number): Transaction {
  const chance = (share: number) => faker.number.float() < share;
  const department = faker.helpers.arrayElement(chance(0.7) ? user.favourites : DEPARTMENTS);
  const quantity = faker.number.int({ min: 1, max: department.maxQuantity });
  return {
    transaction_id: faker.string.uuid(),
    user_id: user.id,
    product: `${faker.commerce.productAdjective()} ${faker.helpers.arrayElement(department.products)}`,
    category: department.category,
    amount: Math.round(priceOf(faker, user, department) * quantity * 100) / 100,
    quantity,
    payment_method: chance(0.8) ? user.paysWith : faker.helpers.arrayElement(PAYMENT_METHODS),
    timestamp: new Date(time).toISOString(),
    location: chance(0.9) ? user.home : `${faker.location.city()}, ${faker.location.countryCode()}`,
  };
}

/** Cheap products are bought far more often than dear ones; the third power of the position between them says so. */
function priceOf(faker: Faker, user: User, { price }: Department): number {
  const position = (faker.number.float() + user.taste) / 2;
  return price.min + (price.max - price.min) * position ** 3;
}

/** Returns a function that picks an element with a chance in proportion to its weight. */
function weightedChoice<T>(elements: T[], weight: (element: T) => number, faker: Faker): () => T {
  const weighted = elements.map((value) => ({ value, weight: weight(value) }));
  return () => faker.helpers.weightedArrayElement(weighted);
}
