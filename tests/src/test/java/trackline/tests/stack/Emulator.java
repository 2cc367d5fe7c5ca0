package trackline.tests.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A function's artifact under Lambda's own Runtime Interface Emulator. */
final class Emulator implements AutoCloseable {
  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
  private static final List<String> RUNTIME =
      List.of(
          "/aws-lambda-java-runtime-interface-client/",
          "/aws-lambda-java-core/",
          "/aws-lambda-java-serialization/",
          "/awssdk/utils-lite/");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI invocations;
  private final Path log;

  private Emulator(Process process, int port, Path log) {
    this.process = process;
    this.invocations =
        URI.create("http://127.0.0.1:" + port + "/2015-03-31/functions/function/invocations");
    this.log = log;
  }

  static Emulator start(Path artifact, String handler, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                emulator().toString(),
                "--runtime-interface-emulator-address",
                "127.0.0.1:" + port,
                "--runtime-api-address",
                "127.0.0.1:" + freePort(),
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                runtime() + ":" + artifact + ":" + artifact.resolve("lib/*"),
                CLIENT,
                handler)
            .directory(artifact.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    Emulator started = new Emulator(builder.start(), port, log);
    started.awaitDoor();
    return started;
  }

  /** It comes inside the wheel of the SAM command line. */
  private static Path emulator() throws IOException {
    String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    try (Stream<Path> files = Files.walk(Stack.ROOT.resolve(".tools/sam/lib"))) {
      return files
          .filter(file -> file.endsWith("samcli/local/rapid/aws-lambda-rie-" + cpu))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The jars that the managed runtime brings. */
  private static String runtime() {
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(jar -> RUNTIME.stream().anyMatch(jar::contains))
        .collect(Collectors.joining(":"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitDoor() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (java.net.Socket _ =
          new Socket(InetAddress.getLoopbackAddress(), invocations.getPort())) {
        return;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    throw new AssertionError("The emulator did not open its door: " + log);
  }

  /** What the function answers to a payload. */
  String invoke(byte[] payload) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(invocations)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(payload))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** What the function and the emulator have logged up to now. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
