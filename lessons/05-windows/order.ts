/** What the job reads. */
export interface Order {
  orderId: string;
  user: string;
  category: string;
  /** In euros. No two orders of a check have the same amount. */
  amount: number;
  /** When it was placed, in ms since 1970. */
  at: number;
}

/** How many orders, and what they add up to. */
export interface Total {
  orders: number;
  amount: number;
}

/** A user's orders in one minute: from `start`, up to and without `end`, in ms since 1970. */
export interface UserTotal extends Total {
  user: string;
  start: number;
  end: number;
}

/** A category's orders in one minute. */
export interface CategoryTotal extends Total {
  category: string;
  start: number;
  end: number;
}

/** A burst of one user's orders, and the largest of them. */
export interface Visit {
  user: string;
  start: number;
  end: number;
  orderId: string;
  amount: number;
}

/** The categories that sold most in the minute that ends at `end`, the first first. */
export interface TopCategories {
  end: number;
  categories: string[];
}

/** The job's arguments: `npm run check` gives it topics of its own. */
export type WindowsArgs = {
  bootstrapServers: string;
  groupId: string;
  /** Read from. */
  orders: string;
  /** Written to. */
  userTotals: string;
  categoryTotals: string;
  visits: string;
  topCategories: string;
};
