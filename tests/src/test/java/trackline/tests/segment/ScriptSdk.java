package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An SDK of another language, used by a script of {@code tests/segment}. */
record ScriptSdk(String name, List<String> command, Map<String, String> environment)
    implements Sdk {
  private static final Path ROOT = Path.of(System.getProperty("trackline.root"));
  static final Path TOOLS = ROOT.resolve(".tools");
  static final Path SCRIPTS = ROOT.resolve("tests/segment");
  private static final long PATIENCE_SECONDS = 120;

  static ScriptSdk python() {
    Path interpreter = TOOLS.resolve("segment-python/bin/python");
    return new ScriptSdk(
        "Python",
        List.of(interpreter.toString(), SCRIPTS.resolve("python/send.py").toString()),
        Map.of("PYTHONIOENCODING", "utf-8"));
  }

  static ScriptSdk node() {
    return new ScriptSdk(
        "Node",
        List.of("node", SCRIPTS.resolve("node/send.cjs").toString()),
        Map.of("NODE_PATH", nodeModules().toString()));
  }

  /** Where npm put the SDKs for Node and for browsers. */
  static Path nodeModules() {
    return TOOLS.resolve("segment-node/node_modules");
  }

  @Override
  public List<Delivery> send(URI server, String writeKey, Path calls, Encoding encoding)
      throws IOException, InterruptedException {
    requireTools();
    List<String> line = new ArrayList<>(command);
    line.addAll(
        List.of(
            server.toString(),
            writeKey,
            calls.toString(),
            encoding.name().toLowerCase(Locale.ROOT)));
    return run(name, line, environment).stream().map(ScriptSdk::read).toList();
  }

  /** What a program prints, which must succeed. */
  static List<String> run(String name, List<String> line, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("segment-", ".log");
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines = process.inputReader(UTF_8).lines().toList();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError(name + " failed: " + Files.readString(errors));
    }
    Files.delete(errors);
    return lines;
  }

  static void requireTools() {
    for (String tool : List.of("segment-python", "segment-node")) {
      if (!Files.exists(TOOLS.resolve(tool).resolve("ready"))) {
        throw new AssertionError("Segment's SDKs are not set up; `make segment` does it");
      }
    }
  }

  private static Delivery read(String line) {
    try {
      JsonNode said = Json.EXACT.readTree(line);
      return new Delivery(said.path("message"), said.path("error"));
    } catch (JsonProcessingException e) {
      throw new AssertionError("No line of a driver: " + line, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
