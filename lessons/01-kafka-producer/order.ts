/** What the shop sells: the records of this lesson. */
export interface Order {
  orderId: string;
  customerId: string;
  product: string;
  amount: number;
  /** When the customer paid, in ms since 1970. */
  paidAt: number;
}

/** A page that somebody looked at. A lost one hurts nobody. */
export interface Click {
  customerId: string;
  page: string;
}
