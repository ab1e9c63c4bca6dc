package workbook.bench;

/** What a message turned out to be: one of the two is null. */
public class Received {

  public Transaction transaction;
  public MalformedRecord malformed;

  public Received() {}

  public Received(Transaction transaction, MalformedRecord malformed) {
    this.transaction = transaction;
    this.malformed = malformed;
  }
}
