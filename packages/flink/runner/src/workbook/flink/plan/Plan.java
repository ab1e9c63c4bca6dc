package workbook.flink.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** plan.json of the job's jar. Its format is defined by plan.ts. */
public record Plan(JobSettings job, JsonNode settings, List<Node> nodes) {
  static final int VERSION = 2;
  /** The side output of a Kafka source that carries its malformed records. */
  public static final String MALFORMED_TAG = "__malformed";

  private static final ObjectMapper JSON = new ObjectMapper();

  public static Plan load() throws IOException {
    JsonNode plan = JSON.readTree(text("plan.json"));
    int version = plan.path("version").asInt();
    if (version != VERSION) {
      throw new IllegalArgumentException(
        "The job's plan has version " +
          version +
          ", and the runner in Flink's lib folder" +
          " reads version " +
          VERSION +
          ". Run \"npm start\": it builds both anew and restarts Flink."
      );
    }
    JsonNode settings = plan.get("settings");
    JobSettings job = new JobSettings(
      plan.get("job").asText(),
      settings.get("functionTimeoutMs").asLong(),
      settings.get("objectReuse").asBoolean(),
      !settings.has("restartStrategy")
    );
    List<Node> nodes = new ArrayList<>();
    for (JsonNode node : plan.get("nodes")) nodes.add(new Node(job, node));
    return new Plan(job, settings, nodes);
  }

  /** A file of the job's jar. */
  public static String text(String name) {
    try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
      if (in == null) throw new IllegalStateException(name + " is not in the job's jar");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " can't be read from the job's jar", e);
    }
  }

  public boolean hasSideOutput(Node source, String tag) {
    return nodes
      .stream()
      .anyMatch(
        n -> n.op().equals("sideOutput") && n.input() == source.id() && n.params().get("tag").asText().equals(tag)
      );
  }

  /**
   * Whether a chain begins with the operator. Flink's own switches would tear a Kafka source from the hidden operator
   * that takes malformed records out of it, so what comes after an operator that is not to be chained begins a chain,
   * too.
   */
  public boolean beginsChain(Node node) {
    return (
      !settings.path("operatorChaining").asBoolean(true) ||
      node.chaining() != null ||
      node
        .inputs()
        .stream()
        .anyMatch(id -> endsChain(nodes.get(id)))
    );
  }

  private boolean endsChain(Node node) {
    if (!node.isExchange() && !node.is("output")) return "never".equals(node.chaining());
    return node
      .inputs()
      .stream()
      .anyMatch(id -> endsChain(nodes.get(id)));
  }

  public record Node(JobSettings job, JsonNode json) {
    public int id() {
      return json.get("id").asInt();
    }

    public String op() {
      return json.get("op").asText();
    }

    /** Whether it stands for a source, operator, exchange, output or sink: see operators.ts. */
    public boolean is(String nodeClass) {
      return json.get("is").asText().equals(nodeClass);
    }

    /** For an operator that this runner has no case for: the plan is of a newer workbook. */
    public IllegalArgumentException unknown() {
      return new IllegalArgumentException(
        "This runner does not know the operator " +
          op() +
          ". Run \"npm start\": it builds both anew and restarts Flink."
      );
    }

    /** It only says which subtask of the next operator gets a record. */
    public boolean isExchange() {
      return is("exchange");
    }

    public String name() {
      return json.get("name").asText();
    }

    /** Null if the node has none. */
    public String uid() {
      return json.path("uid").asText(null);
    }

    /** 0 if the node has none. */
    public int parallelism() {
      return json.path("parallelism").asInt(0);
    }

    /** 0 if the node has none. */
    public int maxParallelism() {
      return json.path("maxParallelism").asInt(0);
    }

    /** `head`, `never`, or null. */
    String chaining() {
      return json.path("chaining").asText(null);
    }

    /** Null if the node names none. */
    public String slotSharingGroup() {
      return json.path("slotSharingGroup").asText(null);
    }

    /** Null if the node has none. */
    public String description() {
      return json.path("description").asText(null);
    }

    /** Null if the node has none. */
    public Integer bufferTimeoutMs() {
      return json.has("bufferTimeoutMs") ? json.get("bufferTimeoutMs").asInt() : null;
    }

    public JsonNode params() {
      return json.get("params");
    }

    public int input() {
      return inputs().get(0);
    }

    public List<Integer> inputs() {
      List<Integer> ids = new ArrayList<>();
      for (JsonNode id : json.get("inputs")) ids.add(id.asInt());
      return ids;
    }

    public boolean has(String role) {
      return json.get("functions").has(role);
    }

    public FunctionRef function(String role) {
      return function(role, false);
    }

    public FunctionRef function(String role, boolean keyed) {
      return new FunctionRef(job, json.get("functions").get(role).asInt(), name(), keyed);
    }

    /** The functions of a role that has a list of them. */
    public List<FunctionRef> functions(String role, boolean keyed) {
      List<FunctionRef> functions = new ArrayList<>();
      for (JsonNode number : json.get("functions").get(role)) {
        functions.add(new FunctionRef(job, number.asInt(), name(), keyed));
      }
      return functions;
    }

    /** Null if the node has no function in that role. */
    public FunctionRef optionalFunction(String role) {
      return has(role) ? function(role) : null;
    }

    public List<String> texts(String param) {
      List<String> texts = new ArrayList<>();
      for (JsonNode text : params().path(param)) texts.add(text.asText());
      return texts;
    }

    public Map<String, String> properties() {
      Map<String, String> properties = new LinkedHashMap<>();
      params()
        .path("properties")
        .properties()
        .forEach(e -> properties.put(e.getKey(), e.getValue().asText()));
      return properties;
    }
  }
}
