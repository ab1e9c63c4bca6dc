/**
 * The calls that a learner's code makes to kafkajs. Each promise that a client, producer, consumer, admin or transaction
 * returns is followed: whether anybody looked at it, and whether its work has ended. So a forgotten await is seen whatever
 * the machine's speed.
 */
import type { Kafka } from 'kafkajs';

/** One call that returned a promise. */
export interface KafkaCall {
  /** As the learner wrote it: `producer.send`. */
  name: string;
  clientId: string;
  /** An error made where the call was made, for its stack. */
  site: Error;
  /** Somebody has called then, catch or finally, or awaited it. */
  noticed: boolean;
  ended: boolean;
}

/** A promise that knows whether anybody looked at it. What is derived from it is an ordinary one. */
class FollowedPromise<T> extends Promise<T> {
  onNotice: () => void = () => undefined;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // biome-ignore lint/suspicious/noThenProperty: this is what an await calls, and so what is to be noticed.
  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.onNotice();
    return super.then(fulfilled, rejected);
  }
}

/** What a client makes, and what that makes in turn. */
const MAKERS: readonly string[] = ['producer', 'consumer', 'admin', 'transaction'];

export class KafkaCalls {
  #calls: KafkaCall[] = [];
  readonly #sites = new WeakMap<Error, Error>();

  /** Follows what a client makes from now on. */
  follow<K extends Kafka>(kafka: K, clientId: string): K {
    return this.#follow(kafka, clientId, '');
  }

  /** The calls that were made so far, except those that have ended and were noticed. */
  get open(): readonly KafkaCall[] {
    this.#calls = this.#calls.filter(({ noticed, ended }) => !(noticed && ended));
    return this.#calls;
  }

  clear(): void {
    this.#calls = [];
  }

  /** Where the call was made that ended with this error. */
  siteOf(error: Error): Error | undefined {
    return this.#sites.get(error);
  }

  #follow<T extends object>(target: T, clientId: string, owner: string): T {
    // A client's own methods stand in its class.
    const methods = owner === '' ? MAKERS : Object.getOwnPropertyNames(target);
    for (const method of methods) {
      const real: unknown = Reflect.get(target, method);
      if (typeof real !== 'function') continue;
      const name = owner === '' ? method : `${owner}.${method}`;
      const called = (...given: unknown[]): unknown => {
        const result: unknown = Reflect.apply(real, target, given);
        if (!(result instanceof Promise)) return this.#followMade(method, result, clientId);
        const made = result.then((value: unknown) => this.#followMade(method, value, clientId));
        return this.#followPromise(made, { name, clientId, site: new Error(name), noticed: false, ended: false });
      };
      Object.defineProperty(target, method, { value: called, configurable: true, enumerable: true, writable: true });
    }
    return target;
  }

  #followMade(method: string, made: unknown, clientId: string): unknown {
    if (!MAKERS.includes(method) || typeof made !== 'object' || made === null) return made;
    return this.#follow(made, clientId, method);
  }

  #followPromise(promise: Promise<unknown>, call: KafkaCall): Promise<unknown> {
    this.#calls.push(call);
    const followed = new FollowedPromise((resolve, reject) => {
      promise.then(
        (value) => {
          call.ended = true;
          resolve(value);
        },
        (error: unknown) => {
          call.ended = true;
          if (error instanceof Error) this.#sites.set(error, call.site);
          reject(error);
        },
      );
    });
    followed.onNotice = () => {
      call.noticed = true;
    };
    return followed;
  }
}
