/** What a warehouse does with orders: the types of this lesson. */
export interface Order {
  orderId: string;
  customerId: string;
  amount: number;
}

/** Books an order. It may take a while, and it may fail. */
export type Handle = (order: Order) => Promise<void>;

/** Thrown by `Handle` for an order that can never be booked, however often one tries. */
export class BadOrderError extends Error {
  override readonly name = 'BadOrderError';
}

/** Settings of a kafkajs consumer, in ms. Hand them on to `kafka.consumer`. */
export interface Timing {
  /** A member that is silent for so long counts as dead. */
  sessionTimeout: number;
  heartbeatInterval: number;
  /** How long the broker may hold a fetch back while there is nothing new. */
  maxWaitTimeInMs: number;
}

export interface WorkerOptions {
  topic: string;
  groupId: string;
  timing: Timing;
  /** Where a group begins that has committed nothing yet: at the oldest record, or with what is sent from now on. */
  from: 'earliest' | 'latest';
  /** Hears which partitions the worker has, each time the group has shared them out. */
  onAssigned?: (partitions: number[]) => void;
}

/** A consumer at work. */
export interface Worker {
  /** Ends it in good order. */
  stop(): Promise<void>;
}
