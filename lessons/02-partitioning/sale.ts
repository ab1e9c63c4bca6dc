/** What happens on a marketplace: the records of this lesson. */
export interface Sale {
  saleId: string;
  /** Letters, digits and hyphens. */
  merchantId: string;
  /** Counts a merchant's sales: 1, 2, 3, … */
  number: number;
  amount: number;
  /** The buyer has paid for delivery today. */
  express: boolean;
}

/** What is known about a merchant: only the newest state matters. */
export interface Profile {
  merchantId: string;
  name: string;
}
