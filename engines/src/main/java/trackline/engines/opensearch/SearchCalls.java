package trackline.engines.opensearch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** HTTP calls of the OpenSearch on this machine. */
public record SearchCalls(URI uri) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final Duration TIME_OUT = Duration.ofSeconds(30);

  /** An answer's status and text. */
  public record Answer(int status, String body) {}

  public Answer send(String method, String path, String type, BodyPublisher body)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path))
            .timeout(TIME_OUT)
            .header("content-type", type)
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while OpenSearch was asked", e);
    }
  }

  /**
   * A call that must succeed.
   *
   * @throws IOException when it does not
   */
  public void require(String method, String path, BodyPublisher body) throws IOException {
    Answer answer = send(method, path, "application/json", body);
    if (answer.status() / 100 != 2) {
      throw new IOException(
          "OpenSearch answered " + answer.status() + " to " + method + " " + path);
    }
  }
}
