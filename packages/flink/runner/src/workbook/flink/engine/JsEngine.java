package workbook.flink.engine;

import org.graalvm.polyglot.Engine;

/** The one JavaScript engine of a TaskManager: its code caches are shared by all tasks. */
final class JsEngine {

  static final Engine ENGINE = Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();

  private JsEngine() {}
}
