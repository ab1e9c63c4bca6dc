package workbook.flink.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanTest {

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private static final String SOURCE = node(0, "kafkaSource", "source", "", "");
  private static final String MAP = node(1, "map", "operator", "0", "\"uid\":\"u\",\"parallelism\":2,");

  @Test
  void a_node_tells_what_it_has_and_what_it_has_not() throws IOException {
    Plan plan = plan("{}", SOURCE, MAP);
    Plan.Node source = plan.nodes().get(0);
    assertNull(source.uid());
    assertEquals(0, source.parallelism());
    assertNull(source.bufferTimeoutMs());
    assertEquals(List.of(), source.inputs());
    assertEquals(Map.of("b", "2", "a", "1"), source.properties());
    assertEquals(List.of("x", "y"), source.texts("topics"));
    assertEquals(List.of(), source.texts("elements"));
    Plan.Node map = plan.nodes().get(1);
    assertEquals("u", map.uid());
    assertEquals(2, map.parallelism());
    assertEquals(0, map.input());
    assertTrue(map.has("map"));
    assertEquals(new FunctionRef(plan.job(), 7, "node 1", true), map.function("map", true));
    assertNull(map.optionalFunction("key"));
  }

  @Test
  void a_role_may_have_a_list_of_functions() throws IOException {
    Plan plan = plan("{}", SOURCE, node(1, "map", "operator", "0", "").replace("{\"map\":7}", "{\"map\":[7,3]}"));
    List<FunctionRef> functions = plan.nodes().get(1).functions("map", true);
    assertEquals(List.of(7, 3), functions.stream().map(FunctionRef::number).toList());
    assertEquals(new FunctionRef(plan.job(), 7, "node 1", true), functions.get(0));
  }

  @Test
  void an_operator_without_a_case_is_named() throws IOException {
    String message = plan("{}", SOURCE, MAP).nodes().get(1).unknown().getMessage();
    assertTrue(message.contains("the operator map") && message.contains("npm start"), message);
  }

  @Test
  void the_settings_of_a_job_are_read() throws IOException {
    JobSettings job = plan("{\"restartStrategy\":{}}", SOURCE).job();
    assertEquals(new JobSettings("a job", 5000, false, false), job);
    assertTrue(plan("{}", SOURCE).job().failFast());
  }

  @Test
  void a_plan_of_another_version_is_refused() {
    String old = "{\"version\":1,\"job\":\"a job\",\"settings\":{},\"nodes\":[]}";
    String message = assertThrows(IllegalArgumentException.class, () -> load(old)).getMessage();
    assertTrue(message.contains("version 1") && message.contains("npm start"), message);
  }

  @Test
  void a_job_without_a_plan_says_so() {
    assertEquals(
      "plan.json is not in the job's jar",
      assertThrows(IllegalStateException.class, () -> load(null)).getMessage()
    );
  }

  @Test
  void a_side_output_is_known_by_its_source_and_its_tag() throws IOException {
    String output = "{\"id\":1,\"op\":\"sideOutput\",\"is\":\"output\",\"inputs\":[0],\"params\":{\"tag\":\"bad\"}}";
    Plan plan = plan("{}", SOURCE, output, node(2, "map", "operator", "0", ""));
    assertTrue(plan.hasSideOutput(plan.nodes().get(0), "bad"));
    assertFalse(plan.hasSideOutput(plan.nodes().get(0), "late"));
    assertFalse(plan.hasSideOutput(plan.nodes().get(2), "bad"));
  }

  @Test
  void a_chain_begins_where_the_job_says() throws IOException {
    assertFalse(chains("{}", ""));
    assertTrue(chains("{}", "\"chaining\":\"head\","));
    assertTrue(chains("{}", "\"chaining\":\"never\","));
    assertTrue(chains("{\"operatorChaining\":false}", ""));
  }

  @Test
  void what_comes_after_an_operator_that_is_not_chained_begins_one_also_behind_an_exchange() throws IOException {
    String alone = node(1, "map", "operator", "0", "\"chaining\":\"never\",");
    String exchange = node(2, "rescale", "exchange", "1", "");
    Plan plan = plan("{}", SOURCE, alone, exchange, node(3, "map", "operator", "2", ""));
    assertTrue(plan.nodes().get(2).isExchange());
    assertTrue(plan.beginsChain(plan.nodes().get(3)));
    Plan chained = plan("{}", SOURCE, MAP, exchange, node(3, "map", "operator", "2", ""));
    assertFalse(chained.beginsChain(chained.nodes().get(3)));
  }

  private static boolean chains(String settings, String more) throws IOException {
    Plan plan = plan(settings, SOURCE, node(1, "map", "operator", "0", more));
    return plan.beginsChain(plan.nodes().get(1));
  }

  private static String node(int id, String op, String is, String inputs, String more) {
    return (
      "{\"id\":" +
      id +
      ",\"op\":\"" +
      op +
      "\",\"is\":\"" +
      is +
      "\",\"name\":\"node " +
      id +
      "\"," +
      more +
      "\"inputs\":[" +
      inputs +
      "],\"functions\":{\"map\":7}," +
      "\"params\":{\"topics\":[\"x\",\"y\"],\"properties\":{\"b\":\"2\",\"a\":\"1\"}}}"
    );
  }

  private static Plan plan(String settings, String... nodes) throws IOException {
    String all = settings.equals("{}") ? "" : "," + settings.substring(1, settings.length() - 1);
    return load(
      "{\"version\":" +
        Plan.VERSION +
        ",\"job\":\"a job\",\"settings\":{\"functionTimeoutMs\":5000," +
        "\"objectReuse\":false" +
        all +
        "},\"nodes\":[" +
        String.join(",", nodes) +
        "]}"
    );
  }

  /** @param plan what is in the job's jar as plan.json; null for a jar without one */
  private static Plan load(String plan) throws IOException {
    Thread.currentThread().setContextClassLoader(
      new ClassLoader(null) {
        @Override
        public InputStream getResourceAsStream(String name) {
          return plan != null && name.equals("plan.json") ? new ByteArrayInputStream(plan.getBytes()) : null;
        }
      }
    );
    return Plan.load();
  }
}
