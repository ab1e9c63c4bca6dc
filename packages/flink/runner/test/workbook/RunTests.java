package workbook;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the JUnit tests in a folder of classes and prints a line of JSON for each: `name`, and what went wrong as
 * `failure`, or null.
 */
public final class RunTests implements TestExecutionListener {

  private TestPlan plan;

  private RunTests() {}

  public static void main(String[] args) {
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
      .selectors(selectClasspathRoots(Set.of(Path.of(args[0]))))
      .configurationParameter(
        "junit.jupiter.displayname.generator.default",
        "org.junit.jupiter.api.DisplayNameGenerator$ReplaceUnderscores"
      )
      .build();
    LauncherFactory.create().execute(request, new RunTests());
    System.exit(0);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    report(test, "skipped: " + reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String failure = result.getThrowable().map(RunTests::trace).orElse(null);
    if (test.isTest() || failure != null) report(test, failure);
  }

  private void report(TestIdentifier test, String failure) {
    System.out.println(JsonNodeFactory.instance.objectNode().put("name", name(test)).put("failure", failure));
  }

  /** `BigNumbersTest › what is no number is left alone`. */
  private String name(TestIdentifier test) {
    Deque<String> names = new ArrayDeque<>();
    Optional<TestIdentifier> at = Optional.of(test);
    while (at.isPresent() && at.get().getParentId().isPresent()) {
      names.addFirst(at.get().getDisplayName());
      at = plan.getParent(at.get());
    }
    return String.join(" › ", names);
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
