package trackline.tests.walk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** An ordinary HTTP client of a running Trackline. */
public final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI url;

  public Client(URI url) {
    this.url = url;
  }

  /** An answer; its body is missing where it was no JSON. */
  public record Answer(int status, JsonNode body, HttpResponse<byte[]> response) {
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** A request to a path, without a key. */
  public HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(url.resolve(path));
  }

  /** Posts JSON to the events door with the local write key. */
  public Answer post(String body) {
    return post("/v1/events", body);
  }

  public Answer post(String path, String body) {
    return send(writing(path).POST(BodyPublishers.ofString(body)));
  }

  public Answer post(byte[] body) {
    return send(writing("/v1/events").POST(BodyPublishers.ofByteArray(body)));
  }

  public HttpRequest.Builder writing(String path) {
    return to(path)
        .header("authorization", "Bearer local-write")
        .header("content-type", "application/json");
  }

  /** Gets a path with the local read key. */
  public Answer get(String path) {
    return send(to(path).header("authorization", "Bearer local-read"));
  }

  /** Pulls one of the local levers: flush, refresh or reset. */
  public JsonNode local(String lever) {
    Answer answer =
        send(
            to("/local/" + lever)
                .header("authorization", "Bearer local-read")
                .POST(BodyPublishers.noBody()));
    if (answer.status() != 200) {
      throw new AssertionError(lever + " was answered with " + answer.status() + answer.body());
    }
    return answer.body();
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), json(response.body()), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}
