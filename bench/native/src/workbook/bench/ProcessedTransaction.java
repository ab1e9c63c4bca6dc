package workbook.bench;

import java.util.Map;

/** A transaction after enrichment, as the TypeScript job's {@code enrich} makes it. */
public class ProcessedTransaction extends Transaction {

  public static final double HIGH_VALUE_ABOVE = 500;

  private static final Map<String, Integer> DISCOUNT_PERCENT = Map.of(
    "electronics",
    5,
    "clothing",
    15,
    "home",
    10,
    "sports",
    8,
    "books",
    20,
    "travel",
    3
  );

  public int discountPercent;
  public double discount;
  public double total;
  public double unitPrice;
  public boolean highValue;

  public ProcessedTransaction() {}

  public ProcessedTransaction(Transaction transaction) {
    super(transaction);
  }

  public static ProcessedTransaction enrich(Transaction transaction) {
    ProcessedTransaction processed = new ProcessedTransaction(transaction);
    int percent = DISCOUNT_PERCENT.getOrDefault(transaction.category, 0);
    long amount = toCents(transaction.amount);
    long discount = Math.round((amount * percent) / 100.0);
    processed.discountPercent = percent;
    processed.discount = fromCents(discount);
    processed.total = fromCents(amount - discount);
    processed.unitPrice = fromCents(Math.round((double) amount / transaction.quantity));
    processed.highValue = transaction.amount > HIGH_VALUE_ABOVE;
    return processed;
  }

  public static long toCents(double amount) {
    return Math.round(amount * 100);
  }

  public static double fromCents(long cents) {
    return cents / 100.0;
  }
}
