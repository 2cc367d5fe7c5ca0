package trackline.tests.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import trackline.tests.segment.RunningTrackline;
import trackline.tests.segment.Webhook;
import trackline.tests.walk.Client.Answer;

/**
 * What somebody may try who has no key, a key that everybody can read, or one that was stolen: the
 * request, what comes of it at most, and why. The guide of security tells the same in words.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseTest {
  /** Bytes in quarantine for each byte that was sent; docs/guides/security.md says the same. */
  private static final int MOST_KEPT = 20;

  /** What any object has, however little is in it. */
  private static final int OBJECT = 1_000;

  /** Characters of a request's agent that are stored; the guide says the same. */
  private static final int LONGEST_AGENT = 512;

  private static final int MEGABYTE = 1_048_576;
  private static final String LONG_AGENT = "\\\"".repeat(3_500);

  /** Who asks: nobody, or the holder of a key, said in a header; one in a path is the request's. */
  enum Who {
    STRANGER(""),
    GUESSER("local-guess"),
    PAGE("local-page"),
    SERVER("local-write"),
    PRIVACY_DESK("local-forget"),
    READER("local-read");

    private final String key;

    Who(String key) {
      this.key = key;
    }
  }

  /**
   * A request.
   *
   * @param path with its query
   * @param body empty for a GET
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sent(String path, Map<String, String> headers, byte[] body) {
    static Sent get(String path, String... headers) {
      return new Sent(path, headers(headers), new byte[0]);
    }

    static Sent post(String path, String body, String... headers) {
      return new Sent(path, headers(headers), body.getBytes(UTF_8));
    }

    /** As a page sends that is being closed: without a header, and without asking first. */
    static Sent beacon(String path, String body) {
      return post(path, body, "Content-Type", "text/plain;charset=UTF-8");
    }

    /** An image whose address holds a message. */
    static Sent pixel(String message, String... more) {
      String data = Base64.getUrlEncoder().encodeToString(message.getBytes(UTF_8));
      return get("/v1/pixel.gif?data=" + data + String.join("", more));
    }

    private static Map<String, String> headers(String... pairs) {
      Map<String, String> headers = new TreeMap<>();
      for (int i = 0; i < pairs.length; i += 2) {
        headers.put(pairs[i], pairs[i + 1]);
      }
      return headers;
    }

    /** The same from a client that names itself at length. */
    Sent withAgent() {
      Map<String, String> more = new TreeMap<>(headers);
      more.put("User-Agent", LONG_AGENT);
      return new Sent(path, more, body);
    }

    Sent zipped() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(body);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return new Sent(path, headers, bytes.toByteArray());
    }

    int size() {
      int names = headers.keySet().stream().mapToInt(String::length).sum();
      int values = headers.values().stream().mapToInt(String::length).sum();
      return path.length() + names + values + body.length;
    }
  }

  /**
   * One way to abuse Trackline.
   *
   * @param statuses what it may be answered
   * @param stored how many events it may store
   * @param why what would be if it were otherwise
   */
  record Abuse(Who who, Sent sent, Set<Integer> statuses, int stored, String why) {
    /** Whether no good key comes with it. */
    boolean isUnknown() {
      return who == Who.GUESSER || (who == Who.STRANGER && !sent.path().contains("local-page"));
    }

    @Override
    public String toString() {
      return who + ": " + why;
    }
  }

  private static Abuse abuse(Who who, Sent sent, int status, int stored, String why) {
    return new Abuse(who, sent, Set.of(status), stored, why);
  }

  private static String event(String more) {
    return "{\"user_id\":\"abuse\",\"event_type\":\"page\"" + more + "}";
  }

  private static String batch(int events, String event) {
    return "[" + String.join(",", Collections.nCopies(events, event)) + "]";
  }

  private static String segment(String... messages) {
    return "{\"batch\":[" + String.join(",", messages) + "]}";
  }

  private static String delete(String user) {
    return "{\"type\":\"delete\",\"userId\":\"" + user + "\"}";
  }

  private static String tag(int events, String more) {
    return "{\"batch\":" + batch(events, event(more)) + "}";
  }

  private static String messages(int number) {
    return segment(batch(number, MESSAGE).replaceFirst("\\[", "").replaceFirst("\\]$", ""));
  }

  private static final String MESSAGE = "{\"type\":\"page\",\"userId\":\"abuse\"}";
  private static final String PAGES_KEY = "?writeKey=local-page";
  private static final String GUESSED_KEY = "?writeKey=local-guess";

  private static final String UNSIGNED_DELETE = "[" + delete("u") + "," + delete("abuse") + "]";

  /** The table. */
  static final List<Abuse> ABUSES =
      List.of(
          // Without a key: nothing is read, kept or stored.
          abuse(
              Who.STRANGER,
              Sent.post("/v1/events", batch(500, event(""))),
              401,
              0,
              "a stranger could fill the table"),
          abuse(
              Who.STRANGER,
              Sent.post("/v1/batch", segment("{\"type\":", delete("abuse"))),
              400,
              0,
              "a stranger's broken body would be kept"),
          abuse(
              Who.STRANGER,
              Sent.post("/v1/batch", " ".repeat(40 * MEGABYTE)).zipped(),
              413,
              0,
              "forty thousand bytes would be inflated to forty million"),
          abuse(
              Who.STRANGER,
              Sent.post("/v1/track", "[".repeat(100_000)),
              400,
              0,
              "depth would end the function"),
          abuse(
              Who.STRANGER,
              Sent.get("/", "If-None-Match", "\"a\",".repeat(2_000)),
              200,
              0,
              "a list of tags would be split again for each of them"),
          abuse(
              Who.STRANGER,
              Sent.get("/v1/projects/guessed/settings"),
              404,
              0,
              "a key could be guessed at a path that caches keep"),
          abuse(
              Who.STRANGER,
              Sent.get("/assets/..%2f..%2fetc%2fpasswd"),
              404,
              0,
              "a path could leave its folder"),
          abuse(
              Who.STRANGER,
              Sent.post("/webhooks/segment/guessed", delete("abuse")),
              401,
              0,
              "anybody could pass for Segment"),
          abuse(
              Who.STRANGER,
              Sent.post("/webhooks/segment/local-segment", delete("abuse"), "X-Signature", "0"),
              401,
              0,
              "whoever learns the path could pass for Segment"),
          abuse(
              Who.STRANGER,
              Sent.post("/v1/tag", tag(500, "")),
              401,
              0,
              "a tag could send without a key"),
          abuse(
              Who.STRANGER,
              Sent.pixel(MESSAGE),
              401,
              0,
              "an image in anybody's mail could store events"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/beacon/v1/batch", messages(50)),
              401,
              0,
              "any page could send by its visitors, whom a browser does not ask"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/v1/tag" + PAGES_KEY + "&writeKey=local-write", tag(1, "")),
              400,
              0,
              "of two keys the one that a front checked need not be the one that counts"),
          abuse(
              Who.STRANGER,
              Sent.post(
                      "/v1/events?dry_run=maybe",
                      " ".repeat(40 * MEGABYTE),
                      "Authorization",
                      "Bearer")
                  .zipped(),
              401,
              0,
              "a body could be inflated for who says no key"),
          // With a key that is none, at every door and in each of its places.
          abuse(
              Who.GUESSER,
              Sent.post("/v1/events", batch(500, event(""))),
              401,
              0,
              "a key could be guessed by what is stored"),
          abuse(
              Who.STRANGER,
              Sent.post("/v1/events?writeKey=local-write", event("")),
              401,
              0,
              "a key could stand in the logs of who passes our own form on"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/v1/tag" + GUESSED_KEY, tag(50, "")),
              401,
              0,
              "a guessed key in the query could send a page's events"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/v1/tag", tag(1, "").replace("]}", "],\"writeKey\":\"local-guess\"}")),
              401,
              0,
              "a guessed key in the body could send a page's events"),
          abuse(
              Who.STRANGER,
              Sent.pixel(MESSAGE, "&writeKey=local-guess"),
              401,
              0,
              "a guessed key could make an image of events"),
          abuse(
              Who.STRANGER,
              Sent.post("/v1/track" + GUESSED_KEY, MESSAGE),
              401,
              0,
              "a guessed key could send a message"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/beacon/v1/batch" + GUESSED_KEY, segment("{\"type\":", MESSAGE)),
              401,
              0,
              "the broken body of a guessed key would be kept"),
          abuse(
              Who.GUESSER,
              Sent.post("/v1/batch" + PAGES_KEY, messages(50)),
              401,
              0,
              "who has a key refused could try the next in the same request"),
          // With a page's key, which is in the page.
          abuse(
              Who.PAGE,
              Sent.post("/v1/tag", tag(51, "")),
              413,
              0,
              "a tag's request could store 500 events"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/v1/tag" + PAGES_KEY, tag(51, "")),
              413,
              0,
              "a key in the query could send more than one in a header"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/beacon/v1/batch" + PAGES_KEY, messages(51)),
              413,
              0,
              "a beacon could bring 4,000 messages"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/v1/batch" + PAGES_KEY, messages(1) + " ".repeat(65_536)),
              413,
              0,
              "a beacon could be a megabyte"),
          abuse(
              Who.STRANGER,
              Sent.beacon("/beacon/v1/batch" + PAGES_KEY, segment(delete("abuse"))),
              200,
              0,
              "a page that somebody opens could shut its users out"),
          abuse(
              Who.STRANGER,
              Sent.pixel(delete("abuse"), "&writeKey=local-page"),
              422,
              0,
              "an image that somebody sees could shut a user out"),
          abuse(
              Who.STRANGER,
              Sent.pixel("{\"userId\":\"abuse\"", "&writeKey=local-page"),
              400,
              0,
              "what is no message would be stored, or kept for who needs no script"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/batch", messages(50)).withAgent(),
              200,
              50,
              "fifty tiny events would be forty times their bytes by a long agent"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/events", batch(51, event(""))),
              413,
              0,
              "one request could store 500 events"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/events", event("") + " ".repeat(65_536)),
              413,
              0,
              "a page's request could be a megabyte"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/events", event("") + " ".repeat(200_000)).zipped(),
              413,
              0,
              "a small request could become a large one by gzip"),
          abuse(
              Who.PAGE,
              Sent.post(
                  "/v1/track",
                  "{\"userId\":\"abuse\",\"event\":\"E\",\"properties\":{\"p\":\""
                      + "x".repeat(32_768)
                      + "\"}}"),
              422,
              0,
              "an event could cost 400 writes"),
          abuse(
              Who.PAGE,
              Sent.post(
                  "/v1/batch",
                  segment(
                          batch(50, "{\"type\":\"page\",\"userId\":\"abuse\"}")
                              .replaceAll("[\\[\\]]", ""))
                      .replaceFirst("\\{", "{\"context\":{\"x\":\"" + "x".repeat(40_000) + "\"},")),
              413,
              0,
              "sixty kilobytes would become two million, a write for each thousand"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/batch", segment(delete("abuse"))),
              200,
              0,
              "whoever reads the page could shut its users out"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/batch", segment(batch(50, "7").replaceAll("[\\[\\]]", "")))
                  .withAgent(),
              200,
              0,
              "fifty bad elements would repeat a long agent fifty times"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/events", event(",\"event_name\":\"" + "n".repeat(257) + "\"")),
              422,
              0,
              "sixty long names would stop the figure of the top events"),
          abuse(
              Who.PAGE,
              Sent.post("/v1/events", event(",\"event_type\":\"page\"")),
              400,
              0,
              "a name that stands twice would be read in two ways"),
          abuse(
              Who.PAGE,
              Sent.get("/v1/users/abuse/events"),
              401,
              0,
              "whoever reads the page could read its users' events"),
          // With a server's key.
          abuse(
              Who.SERVER,
              Sent.post("/v1/batch", segment(delete("abuse"))),
              200,
              0,
              "a stolen key could shut users out"),
          abuse(
              Who.SERVER,
              Sent.post("/v1/events", batch(501, event(""))),
              413,
              0,
              "a request could outlast the function's time"),
          abuse(
              Who.SERVER,
              Sent.post("/v1/events", event(",\"properties\":" + "[".repeat(9_000))),
              400,
              0,
              "depth would end the function"),
          abuse(
              Who.SERVER,
              Sent.post("/v1/batch", segment(batch(4_000, "1").replaceAll("[\\[\\]]", "")))
                  .withAgent(),
              200,
              0,
              "nine kilobytes would become 73 megabytes in quarantine"),
          abuse(Who.SERVER, Sent.get("/v1/rollups"), 401, 0, "who may send could read"),
          // With a reader's key.
          abuse(Who.READER, Sent.post("/v1/events", event("")), 401, 0, "who may read could send"),
          abuse(
              Who.READER,
              Sent.get("/v1/audit"),
              404,
              0,
              "who may read events could read the audit"));

  private RunningTrackline trackline;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    trackline = RunningTrackline.start(folder);
  }

  @AfterAll
  void stop() {
    trackline.close();
  }

  private Answer send(Who who, Sent sent) {
    HttpRequest.Builder request = trackline.client().to(sent.path());
    sent.headers().forEach(request::header);
    if (!who.key.isEmpty()) {
      request.header("Authorization", "Bearer " + who.key);
    }
    if (sent.body().length > 0) {
      if (!sent.headers().containsKey("Content-Type")) {
        request.header("Content-Type", "application/json");
      }
      request.POST(BodyPublishers.ofByteArray(sent.body()));
    }
    return trackline.client().send(request);
  }

  @ParameterizedTest
  @FieldSource("ABUSES")
  void isBounded(Abuse abuse) {
    int storedBefore = trackline.stored();
    long keptBefore = trackline.quarantinedBytes();
    Answer answer = send(abuse.who(), abuse.sent());
    assertThat(abuse.statuses()).as("%s", answer.body()).contains(answer.status());
    assertThat(trackline.stored() - storedBefore).isEqualTo(abuse.stored());
    assertThat(trackline.storedTexts("user_agent"))
        .allSatisfy(agent -> assertThat(agent).hasSizeLessThanOrEqualTo(LONGEST_AGENT));
    long kept = trackline.quarantinedBytes() - keptBefore;
    assertThat(kept)
        .isLessThanOrEqualTo(
            abuse.isUnknown() ? 0 : OBJECT + (long) MOST_KEPT * abuse.sent().size());
    assertThat(trackline.erasures()).isEmpty();
  }

  /** Of a signature that covers one message, the others are anybody's. */
  @Test
  void anUnsignedDeleteShutsNobodyOut() {
    Answer answer =
        Webhook.post(trackline.client(), UNSIGNED_DELETE, Webhook.signature(delete("u")));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(trackline.erasures()).containsExactly("u");
    trackline.letIn("u");
  }

  /** A clock that is years ahead does not put an event above all that come after it. */
  @Test
  void noEventStaysTheNewestByAClockThatIsAhead() {
    Instant ahead = Instant.now().plus(3_650, ChronoUnit.DAYS);
    String early =
        "{\"sent_at\":\"%1$s\",\"batch\":[%2$s]}".formatted(ahead, clock("ahead", ahead));
    assertThat(send(Who.PAGE, Sent.post("/v1/events", early)).status()).isEqualTo(200);
    String next = clock("true", Instant.now());
    assertThat(send(Who.PAGE, Sent.post("/v1/events", next)).status()).isEqualTo(202);
    assertThat(trackline.rows("clock"))
        .extracting(row -> row.path("event_id").asText())
        .containsExactly("true", "ahead");
  }

  private static String clock(String id, Instant at) {
    return event(",\"event_id\":\"" + id + "\",\"event_at\":\"" + at + "\"")
        .replace("\"abuse\"", "\"clock\"");
  }

  /** What they cost, GuessedKeysTest of ingest counts: one look into a secret a minute. */
  @Test
  void guessingKeysTellsNothing() {
    List<String> answers =
        Stream.of("a", "local-writ", "local-write2", "LOCAL-WRITE", "x".repeat(4_000))
            .map(
                key ->
                    trackline
                        .client()
                        .send(
                            trackline
                                .client()
                                .to("/v1/events")
                                .header("Authorization", "Bearer " + key)
                                .POST(BodyPublishers.ofString(event(""))))
                        .body()
                        .toString())
            .distinct()
            .toList();
    assertThat(answers).hasSize(1);
  }
}
