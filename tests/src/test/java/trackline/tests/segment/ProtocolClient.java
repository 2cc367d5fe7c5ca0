package trackline.tests.segment;

import static trackline.tests.segment.FaultyFront.Trouble.ANSWER_LOST;
import static trackline.tests.segment.FaultyFront.Trouble.THROTTLED;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import trackline.tests.segment.FaultyFront.Trouble;

/**
 * A client that speaks Segment's protocol, as a program uses it.
 *
 * @param runs the troubles of each time that it sends all calls: a client that waits long before it
 *     tries again has each of them at a time of its own
 */
record ProtocolClient(String name, List<List<Trouble>> runs, Sender sender) {

  /** Sends the calls of a file, and returns when the client is done with all of them. */
  interface Sender {
    void send(FaultyFront server, String writeKey, Path calls) throws Exception;
  }

  private static final List<List<Trouble>> AT_ONCE = List.of(List.of(ANSWER_LOST, THROTTLED));
  private static final List<List<Trouble>> APART =
      List.of(List.of(ANSWER_LOST), List.of(THROTTLED));

  /** Languages that a machine may not have, and what their clients are built by. */
  private static final Map<String, String> BUILT_BY = Map.of("Go", "go", "Rust", "cargo");

  /** The clients whose language this machine has. */
  static List<ProtocolClient> all() {
    return Stream.of(
            python("rudder-sdk-python", "rudderstack.analytics"),
            python("Hightouch's events-sdk-python", "hightouch.htevents"),
            python("customerio-cdp-analytics", "customerio.analytics"),
            node("rudder-sdk-node", "rudder"),
            node("customerio-node", "customerio"),
            node("@customerio/cdp-analytics-node", "customerio-cdp"),
            new ProtocolClient("rudder-sdk-java", APART, new RudderJavaSdk()),
            new ProtocolClient("analytics-kotlin", AT_ONCE, new KotlinSdk()),
            go("segmentio/analytics-go", "segment"),
            go("rudderlabs/analytics-go", "rudder"),
            rust())
        .filter(client -> !client.isLeftOut())
        .toList();
  }

  /** The languages whose clients are left out, since this machine has nothing to build them by. */
  static String leftOut() {
    return BUILT_BY.entrySet().stream()
        .filter(language -> !isOnPath(language.getValue()))
        .map(language -> language.getKey() + " (no " + language.getValue() + " here)")
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private boolean isLeftOut() {
    return sender instanceof Built(String language, Program _)
        && !isOnPath(BUILT_BY.getOrDefault(language, ""));
  }

  private static boolean isOnPath(String command) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  private static ProtocolClient python(String name, String module) {
    Path interpreter = ScriptSdk.TOOLS.resolve("segment-python/bin/python");
    Path script = ScriptSdk.SCRIPTS.resolve("python/send.py");
    return new ProtocolClient(
        name,
        AT_ONCE,
        new Program(
            name,
            List.of(interpreter.toString(), script.toString()),
            List.of("gzip", module),
            Map.of("PYTHONIOENCODING", "utf-8")));
  }

  private static ProtocolClient node(String name, String client) {
    Path script = ScriptSdk.SCRIPTS.resolve("node/others.cjs");
    return new ProtocolClient(
        name,
        AT_ONCE,
        new Program(
            name,
            List.of("node", script.toString(), client),
            List.of(),
            Map.of("NODE_PATH", ScriptSdk.nodeModules().toString())));
  }

  private static ProtocolClient go(String name, String client) {
    Path program = ScriptSdk.TOOLS.resolve("segment-go/send");
    return built("Go", name, List.of(program.toString(), client));
  }

  private static ProtocolClient rust() {
    Path program = ScriptSdk.TOOLS.resolve("segment-rust/debug/trackline-tests-segment");
    return built("Rust", "the crate segment", List.of(program.toString()));
  }

  private static ProtocolClient built(String language, String name, List<String> command) {
    Program program = new Program(name, command, List.of(), Map.of());
    return new ProtocolClient(name, AT_ONCE, new Built(language, program));
  }

  /**
   * A program that takes the server, the key and the calls.
   *
   * @param options what it takes behind them
   */
  private record Program(
      String name, List<String> command, List<String> options, Map<String, String> environment)
      implements Sender {
    @Override
    public void send(FaultyFront server, String writeKey, Path calls) throws Exception {
      List<String> line =
          Stream.of(command, List.of(server.url().toString(), writeKey, calls.toString()), options)
              .flatMap(List::stream)
              .toList();
      ScriptSdk.run(name, line, environment);
    }
  }

  /** A program that is built from the sources of a language. */
  private record Built(String language, Program program) implements Sender {
    @Override
    public void send(FaultyFront server, String writeKey, Path calls) throws Exception {
      program.send(server, writeKey, calls);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
