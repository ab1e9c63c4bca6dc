/** What the page has to know about the console that serves it. */
export interface Session {
  /** Goes with every request that changes something, in the header {@link TOKEN_HEADER}. */
  token: string;
  /** Differs between two builds of the console: a page of an older one has to be loaded again. */
  version: string;
  /** Whether something accepts connections at Kafka's and Flink's address. */
  kafka: boolean;
  flink: boolean;
  /** Flink's own dashboard. */
  dashboard: string;
}

export const TOKEN_HEADER = 'x-workbook-token';
