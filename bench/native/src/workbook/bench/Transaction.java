package workbook.bench;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** A purchase, with the same checks as the TypeScript job's {@code parseTransaction}. */
public class Transaction {

  public String transactionId;
  public String userId;
  public String product;
  public String category;
  public double amount;
  public int quantity;
  public String paymentMethod;
  public String timestamp;
  public String location;

  public Transaction() {}

  public Transaction(Transaction other) {
    transactionId = other.transactionId;
    userId = other.userId;
    product = other.product;
    category = other.category;
    amount = other.amount;
    quantity = other.quantity;
    paymentMethod = other.paymentMethod;
    timestamp = other.timestamp;
    location = other.location;
  }

  /** What is wrong with it, or null. */
  public String findFlaw() {
    if (isEmpty(transactionId)) return "transaction_id is missing";
    if (isEmpty(userId)) return "user_id is missing";
    if (isEmpty(product)) return "product is missing";
    if (isEmpty(category)) return "category is missing";
    if (!(amount > 0 && amount < Double.POSITIVE_INFINITY)) return "amount must be a number above 0";
    if (quantity < 1) return "quantity must be a whole number from 1";
    if (isEmpty(paymentMethod)) return "payment_method is missing";
    if (!isUtcTime(timestamp)) return "timestamp must be a time in UTC";
    if (isEmpty(location)) return "location is missing";
    return null;
  }

  private static boolean isEmpty(String text) {
    return text == null || text.isEmpty();
  }

  private static boolean isUtcTime(String text) {
    if (text == null || text.length() < 11 || !text.endsWith("Z") || text.charAt(10) != 'T') return false;
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
