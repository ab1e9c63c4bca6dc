package workbook.bench;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** jobs/etl.ts in Java. */
public final class EtlJob {

  private EtlJob() {}

  public static void main(String[] args) throws Exception {
    Frame frame = new Frame(args);
    frame.write(
      frame
        .transactions(WatermarkStrategy.noWatermarks())
        .filter(transaction -> transaction.amount > 100)
        .map(PricedTransaction::new)
    );
    frame.execute("etl in Java");
  }

  /** A transaction with the price of one piece. */
  public static class PricedTransaction extends Transaction {

    public double unitPrice;

    public PricedTransaction() {}

    public PricedTransaction(Transaction transaction) {
      super(transaction);
      unitPrice = transaction.amount / transaction.quantity;
    }
  }
}
