package workbook.flink.windows;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.windowing.ProcessAllWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.Window;
import org.apache.flink.util.Collector;
import workbook.flink.functions.OperatorBridge;
import workbook.flink.records.JsRecord;

/** The windows of a whole stream. */
final class JsProcessAllWindow
  extends ProcessAllWindowFunction<JsRecord, JsRecord, Window>
  implements WindowCalls.Owner
{

  private final WindowCalls calls;

  JsProcessAllWindow(WindowCalls calls) {
    this.calls = calls;
  }

  @Override
  public WindowCalls calls() {
    return calls;
  }

  @Override
  public void open(OpenContext context) {
    calls.open(getRuntimeContext());
  }

  @Override
  public void process(Context c, Iterable<JsRecord> elements, Collector<JsRecord> out) {
    calls.fire(null, c.window(), side(c), elements, out);
  }

  @Override
  public void clear(Context c) {
    calls.clear(c.window(), side(c));
  }

  @Override
  public void close() {
    calls.close();
  }

  private static OperatorBridge.WindowSide side(Context c) {
    return new OperatorBridge.WindowSide(c::windowState, c::output);
  }
}
