package trackline.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests to a local Trackline, as any HTTP client makes them. */
public final class Api implements AutoCloseable {
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final String READ_KEY = "local-read";
  private static final Duration LONGEST_POST = Duration.ofMinutes(1);
  private static final Duration LONGEST_LEVER = Duration.ofMinutes(10);

  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Asks the Trackline at an address. */
  public Api(URI url) {
    this.url = url;
  }

  /** An answer's status and JSON. */
  public record Answer(int status, JsonNode body) {}

  /** Posts JSON with the local write key. */
  public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(url.resolve(path))
            .header("authorization", "Bearer local-write")
            .header("content-type", "application/json")
            .timeout(LONGEST_POST)
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
  }

  /** Gets a path with the local read key; anything but 200 is an error. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return get(path, READ_KEY);
  }

  /** Gets a path with a key; anything but 200 is an error. */
  public JsonNode get(String path, String key) throws IOException, InterruptedException {
    return read(HttpRequest.newBuilder(url.resolve(path)).GET(), key);
  }

  /** Pulls one of the local levers: flush, refresh or reset. */
  public void pull(String lever) throws IOException, InterruptedException {
    JsonNode _ =
        read(
            HttpRequest.newBuilder(url.resolve("/local/" + lever)).POST(BodyPublishers.noBody()),
            READ_KEY);
  }

  private JsonNode read(HttpRequest.Builder request, String key)
      throws IOException, InterruptedException {
    request.header("authorization", "Bearer " + key).timeout(LONGEST_LEVER);
    Answer answer = send(request);
    if (answer.status() != 200) {
      throw new IOException("A question was answered with status " + answer.status());
    }
    return answer.body();
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
