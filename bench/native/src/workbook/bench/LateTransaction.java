package workbook.bench;

/** A transaction that came after its window had closed. */
public class LateTransaction extends ProcessedTransaction {

  public String missingFrom;

  public LateTransaction() {}

  public LateTransaction(ProcessedTransaction processed, String missingFrom) {
    super(processed);
    discountPercent = processed.discountPercent;
    discount = processed.discount;
    total = processed.total;
    unitPrice = processed.unitPrice;
    highValue = processed.highValue;
    this.missingFrom = missingFrom;
  }
}
