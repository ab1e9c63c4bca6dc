package workbook.bench;

import org.apache.flink.api.common.functions.AggregateFunction;

/** What a window remembers of its transactions. Money in cents. */
public class Sums {

  public long count;
  public long amount;
  public long discount;

  /** Adds up the transactions of a window as they come. */
  public static class SumUp implements AggregateFunction<ProcessedTransaction, Sums, Sums> {

    @Override
    public Sums createAccumulator() {
      return new Sums();
    }

    @Override
    public Sums add(ProcessedTransaction transaction, Sums sums) {
      sums.count++;
      sums.amount += ProcessedTransaction.toCents(transaction.amount);
      sums.discount += ProcessedTransaction.toCents(transaction.discount);
      return sums;
    }

    @Override
    public Sums getResult(Sums sums) {
      return sums;
    }

    @Override
    public Sums merge(Sums a, Sums b) {
      Sums both = new Sums();
      both.count = a.count + b.count;
      both.amount = a.amount + b.amount;
      both.discount = a.discount + b.discount;
      return both;
    }
  }
}
