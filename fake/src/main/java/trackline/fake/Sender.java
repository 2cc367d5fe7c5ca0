package trackline.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A client of {@code POST /v1/events} that sends batches one after another and sends again what was
 * answered with "try again later", after the time that the answer asks for.
 */
public final class Sender {

  /** As many events as a batch may hold. */
  public static final int BATCH = 500;

  private static final int ATTEMPTS = 8;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final URI events;
  private final String writeKey;

  public Sender(HttpClient client, URI url, String writeKey) {
    this.client = client;
    this.events = URI.create(url.toString().replaceFirst("/+$", "") + "/v1/events");
    this.writeKey = writeKey;
  }

  /** How the events sent so far were judged. */
  public record Totals(long accepted, long duplicates, long rejected, Map<String, Long> reasons) {

    public long judged() {
      return accepted + duplicates + rejected;
    }
  }

  /** An answer that is neither a verdict on a batch nor worth another attempt. */
  public static final class RefusedException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String body;

    RefusedException(int status, String body) {
      super("POST /v1/events was answered with status " + status);
      this.status = status;
      this.body = body;
    }

    public int status() {
      return status;
    }

    public String body() {
      return body;
    }
  }

  /** Sends all, telling the totals after each batch. */
  public Totals send(List<List<FakeEvent>> batches, Consumer<Totals> progress)
      throws IOException, InterruptedException {
    Tally tally = new Tally();
    for (List<FakeEvent> batch : batches) {
      sendOne(batch, tally);
      progress.accept(tally.totals());
    }
    return tally.totals();
  }

  private void sendOne(List<FakeEvent> batch, Tally tally)
      throws IOException, InterruptedException {
    List<FakeEvent> left = batch;
    for (int attempt = 1; !left.isEmpty(); attempt++) {
      HttpResponse<String> answer = post(left);
      boolean busy = answer.statusCode() == 503 || answer.statusCode() == 429;
      if (answer.statusCode() != 200 && !(busy && attempt < ATTEMPTS)) {
        throw new RefusedException(answer.statusCode(), answer.body());
      }
      left = count(left, resultsOf(answer), tally);
      if (busy) {
        Thread.sleep(waitAfter(answer, attempt));
      }
    }
  }

  /** Counts what was judged; gives what was not. */
  private static List<FakeEvent> count(List<FakeEvent> sent, ArrayNode results, Tally tally) {
    BitSet judged = new BitSet();
    for (JsonNode result : results) {
      judged.set(result.path("index").intValue(), tally.add(result));
    }
    return IntStream.range(0, sent.size())
        .filter(index -> !judged.get(index))
        .mapToObj(sent::get)
        .toList();
  }

  private HttpResponse<String> post(List<FakeEvent> batch)
      throws IOException, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode array = body.putArray("batch");
    batch.forEach(event -> array.add(event.json()));
    HttpRequest request =
        HttpRequest.newBuilder(events)
            .header("Authorization", "Bearer " + writeKey)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** None where the answer was given without a look at the events. */
  private static ArrayNode resultsOf(HttpResponse<String> answer) throws IOException {
    try {
      if (JSON.readTree(answer.body()).path("results") instanceof ArrayNode results) {
        return results;
      }
    } catch (JsonProcessingException e) {
      if (answer.statusCode() == 200) {
        throw e;
      }
    }
    if (answer.statusCode() == 200) {
      throw new RefusedException(200, answer.body());
    }
    return JsonNodeFactory.instance.arrayNode();
  }

  private static Duration waitAfter(HttpResponse<String> answer, int attempt) {
    Duration asked =
        answer
            .headers()
            .firstValue("Retry-After")
            .filter(seconds -> seconds.matches("\\d{1,4}"))
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            .orElse(Duration.ofMillis(100L << attempt));
    return asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
  }

  /** A count of verdicts that goes on. */
  private static final class Tally {

    private long accepted;
    private long duplicates;
    private long rejected;
    private final Map<String, Long> reasons = new TreeMap<>();

    /** Whether the result is a verdict. */
    boolean add(JsonNode result) {
      switch (result.path("status").asText()) {
        case "accepted" -> accepted++;
        case "duplicate" -> duplicates++;
        case "rejected" -> reject(result.path("errors"));
        default -> {
          return false;
        }
      }
      return true;
    }

    Totals totals() {
      return new Totals(accepted, duplicates, rejected, Map.copyOf(reasons));
    }

    private void reject(JsonNode errors) {
      rejected++;
      for (JsonNode error : errors) {
        String reason = error.path("pointer").asText() + ": " + error.path("detail").asText();
        reasons.merge(reason, 1L, Long::sum);
      }
    }
  }
}
