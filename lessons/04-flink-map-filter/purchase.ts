/** What the job reads, keyed by `customerId`. */
export interface Purchase {
  purchaseId: string;
  customerId: string;
  category: string;
  /** Before any discount. */
  amount: number;
}

/** What the job writes. */
export interface DiscountedPurchase extends Purchase {
  /** Percent off. */
  discount: number;
  /** `amount` less the discount, rounded to two decimals. */
  total: number;
}

/** The job's arguments: `npm run check` gives it topics of its own. */
export type DiscountArgs = {
  bootstrapServers: string;
  groupId: string;
  /** Read from. */
  purchases: string;
  /** Written to. */
  discounted: string;
  highValue: string;
  malformed: string;
};
