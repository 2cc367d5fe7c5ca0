package trackline.engines.opensearch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import trackline.engines.server.Loopback;
import trackline.loopback.OwnNames;
import trackline.opensearch.OwnRequests;
import trackline.opensearch.SearchProcess;
import trackline.search.EventIndex;

/**
 * OpenSearch on the loopback address, with the index template of events in it. It is a process of
 * its own, because its libraries and DynamoDB Local's exclude each other, and ends with this one.
 */
public final class SearchEndpoint implements AutoCloseable {
  private static final String READY = "ready ";
  private static final long SECONDS_TO_STOP = 20;

  private final Process process;
  private final URI uri;

  private SearchEndpoint(Process process, int port) {
    this.process = process;
    this.uri = Loopback.uri(port);
  }

  /**
   * Starts OpenSearch over a folder, on a free port.
   *
   * @throws IOException when it does not start; its log is in the folder
   */
  public static SearchEndpoint start(Path folder) throws IOException {
    return start(folder, OwnNames.LOOPBACK);
  }

  /** Starts OpenSearch for those who ask by one of the names. */
  public static SearchEndpoint start(Path folder, OwnNames names) throws IOException {
    Path log = Files.createDirectories(folder).resolve("opensearch.log");
    Process process =
        new ProcessBuilder(command(folder, names)).redirectError(log.toFile()).start();
    try {
      SearchEndpoint endpoint = new SearchEndpoint(process, port(process, log));
      new SearchCalls(endpoint.uri)
          .require(
              "PUT", EventIndex.TEMPLATE_PATH, BodyPublishers.ofByteArray(EventIndex.template()));
      return endpoint;
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static List<String> command(Path folder, OwnNames names) throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-D" + OwnRequests.HOSTS + "=" + String.join(",", names.names()),
        "-cp",
        classPath(),
        SearchProcess.class.getName(),
        folder.toString());
  }

  /** What the build found out for the process. */
  private static String classPath() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = SearchEndpoint.class.getResourceAsStream("search-process.properties")) {
      properties.load(Objects.requireNonNull(in));
    }
    Path folder = Path.of(properties.getProperty("folder"));
    return folder.resolve("classes")
        + System.getProperty("path.separator")
        + Files.readString(folder.resolve("class-path")).strip();
  }

  private static int port(Process process, Path log) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    @Nullable String line = lines.readLine();
    if (line == null || !line.startsWith(READY)) {
      throw new IOException("OpenSearch did not start; " + log + " tells why");
    }
    return Integer.parseInt(line.substring(READY.length()));
  }

  public URI uri() {
    return uri;
  }

  /** Forgets every document. */
  public void reset() throws IOException {
    new SearchCalls(uri).require("DELETE", "/" + EventIndex.EVERY_DAY, BodyPublishers.noBody());
  }

  /** Ends the process, which writes what it holds before. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
