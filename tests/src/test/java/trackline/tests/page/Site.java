package trackline.tests.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** A running Trackline that the page's tests visit, and talk to beside the page. */
final class Site implements AutoCloseable {

  static final String READ_KEY = "local-read";
  static final String WRITE_KEY = "local-write";

  private static final int EVENTS = 2_000;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final Local local;

  private Site(URI base, Local local) {
    this.base = base;
    this.local = local;
  }

  /** Starts a Trackline with a week of fake events. */
  static Site start() {
    try {
      Local local = Local.start(new LocalOptions(0, null, EVENTS, 7, 1));
      return new Site(local.url(), local);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    local.close();
  }

  String url(String path) {
    return base.resolve(path).toString();
  }

  JsonNode rollup(String name) {
    return send(request("/v1/rollups/" + name, READ_KEY).build());
  }

  /** Posts an event, which is in the table when this returns. */
  void post(JsonNode event) {
    send(
        request("/v1/events", WRITE_KEY)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(event.toString()))
            .build());
  }

  /** Computes every rollup anew, of what is there now. */
  void refresh() {
    send(request("/local/refresh", READ_KEY).POST(BodyPublishers.noBody()).build());
  }

  private HttpRequest.Builder request(String path, String key) {
    return HttpRequest.newBuilder(base.resolve(path)).header("authorization", "Bearer " + key);
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() > 299) {
        throw new IllegalStateException(request.uri() + " answered " + answer.statusCode());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
