package trackline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.local.Attached;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.plan.TrackingPlan;

/** Refused events of the doors, a change of the plan, and what the command makes of them. */
final class ReplayCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String SENT = "2026-11-02T08:00:10.000Z";
  private static final String HAPPENED = "2026-11-02T08:00:00.000Z";

  /** What passes by the default plan: one, three, one, two, one, one and one. */
  private static final int PASSING = 10;

  private URI url = URI.create("http://localhost");
  private Instant allRefused = Instant.EPOCH;

  @Test
  void whatPassesNowIsStoredOnceWhicheverDoorRefusedIt(@TempDir Path folder) throws Exception {
    Path narrow =
        Files.writeString(folder.resolve("plan.json"), "{\"event_types\":{\"login\":{}}}");
    try (Local local = start(folder, narrow.toString())) {
      url = local.url();
      refuseAtEachDoor();
      allRefused = Instant.now();
      assertThat(get("/local/events?status=good").path("events")).isEmpty();
      assertThat(get("/local/events?status=bad").path("events")).hasSize(PASSING + 1);
      assertThat(get("/local/events?status=bad").toString()).doesNotContain("local-write");
      assertThat(replay().path("rejected").asInt()).isEqualTo(PASSING + 1);
    }
    try (Local local = start(folder, TrackingPlan.DEFAULT)) {
      url = local.url();
      assertThat(counts(replay("--dry-run"))).containsExactly(PASSING, 0, 1, 0);
      assertThat(get("/local/events?status=good").path("events")).isEmpty();

      assertThat(counts(replay())).containsExactly(PASSING, 0, 1, 0);
      assertThat(counts(replay())).containsExactly(0, PASSING, 1, 0);
      assertThat(get("/local/events?status=bad").path("events")).hasSize(PASSING + 1);
      eachRowIsAsItWouldHaveBeen();
      post("/local/flush", "local-read", "");
      assertThat(inLake()).isEqualTo(PASSING);

      Ran words = trackline(command());
      assertThat(words.exitCode()).isZero();
      assertThat(words.out()).contains("DOOR", "pixel", "webhook", "ingest, unreadable: 1 × ");
      assertThat(words.out() + words.err()).doesNotContain("local-write");
      assertThat(
              trackline(
                      "replay",
                      "--local",
                      "--url",
                      url.toString(),
                      "--from",
                      "2020-01-01",
                      "--to",
                      "2020-01-02")
                  .err())
          .contains("Nothing of that time");

      post("/local/refresh", "local-read", "");
      assertThat(get("/v1/rollups/quarantine_per_day").path("rows").toString())
          .contains("\"ingest\",\"invalid\",4]", "\"ingest\",\"unreadable\",1]", "\"webhook\"");
    }
  }

  @Test
  void whatTheMappingGaveUpReachesTheLakeOnce(@TempDir Path folder) throws Exception {
    try (Local local = start(folder, TrackingPlan.DEFAULT)) {
      url = local.url();
      JsonNode endpoints = get("/local/endpoints");
      try (S3Client s3 = s3(endpoints)) {
        s3.putObject(
            r ->
                r.bucket(endpoints.path("buckets").path("quarantine").asText())
                    .key("aws/lambda/mapping/shard/2026/11/21/some"),
            RequestBody.fromString(givenUp(endpoints.path("tables").path("events").asText())));
      }
      assertThat(counts(replay("--dry-run", "--door", "forward"))).containsExactly(2, 0, 1, 0);
      assertThat(counts(replay("--door", "forward"))).containsExactly(2, 0, 1, 0);
      assertThat(counts(replay("--door", "forward"))).containsExactly(0, 0, 1, 0);
      post("/local/flush", "local-read", "");
      assertThat(inLake()).isEqualTo(2);
    }
  }

  /** A record lies in quarantine again when its batch was read again in other parts. */
  @Test
  void aRecordThatLiesThereTwiceIsSentOnce(@TempDir Path folder) throws Exception {
    try (Local local = start(folder, TrackingPlan.DEFAULT)) {
      url = local.url();
      JsonNode endpoints = get("/local/endpoints");
      String events =
          JSON.readTree(givenUp(endpoints.path("tables").path("events").asText()))
              .path("payload")
              .asText();
      String record = JSON.readTree(events).path("Records").path(0).toString();
      try (S3Client s3 = s3(endpoints)) {
        Instant now = Instant.now();
        quarantine(s3, endpoints, "forward-101", now, line("forward", record).toString());
        quarantine(s3, endpoints, "forward-100", now, line("forward", record).toString());
        // Not by the name that the line has for it: a record tells by itself which it is.
        ObjectNode nameless = line("forward", record);
        nameless.remove("sequence_number");
        quarantine(s3, endpoints, "forward-99", now, nameless.toString());
        quarantine(s3, endpoints, "other-1", now, line("mar\"tian\\", "{}").toString());
      }
      assertThat(counts(replay())).containsExactly(1, 0, 1, 0);
      assertThat(counts(replay())).containsExactly(0, 0, 1, 0);
      post("/local/flush", "local-read", "");
      assertThat(inLake()).isEqualTo(1);
    }
  }

  /** The same record in an object of another time, or in a batch, is the same record. */
  @Test
  void aRecordThatLiesElsewhereTooIsSentOnce(@TempDir Path folder) throws Exception {
    Instant before = Instant.parse("2020-01-01T10:00:00Z");
    try (Local local = start(folder, TrackingPlan.DEFAULT)) {
      url = local.url();
      JsonNode endpoints = get("/local/endpoints");
      String batch = givenUp(endpoints.path("tables").path("events").asText());
      String record =
          JSON.readTree(JSON.readTree(batch).path("payload").asText())
              .path("Records")
              .path(0)
              .toString();
      try (S3Client s3 = s3(endpoints)) {
        quarantine(s3, endpoints, "forward-101", Instant.now(), line("forward", record).toString());
        String earlier = line("forward", record).put("at", before.toString()).toString();
        quarantine(s3, endpoints, "forward-100", before, earlier);
        assertThat(counts(replay())).containsExactly(1, 0, 0, 0);
        String[] window = {"--from", "2020-01-01", "--to", "2020-01-02"};
        assertThat(counts(replayed(url, window))).containsExactly(0, 0, 0, 0);

        s3.putObject(
            r -> r.bucket(bucket(endpoints)).key("aws/lambda/mapping/shard/2026/11/21/some"),
            RequestBody.fromString(batch));
      }
      assertThat(counts(replay())).containsExactly(1, 0, 1, 0);
      post("/local/flush", "local-read", "");
      assertThat(inLake()).isEqualTo(2);
    }
  }

  /** Each is told by object and line, and whatever else lies there is replayed. */
  @Test
  void aLineThatNobodyCanReadKeepsNoneWaiting(@TempDir Path folder) throws Exception {
    try (Local local = start(folder, TrackingPlan.DEFAULT)) {
      url = local.url();
      JsonNode endpoints = get("/local/endpoints");
      ObjectNode noTime = line("ingest", event("u9", ""));
      noTime.remove("at");
      ObjectNode noRaw = line("ingest", "");
      noRaw.remove("raw");
      String good = line("ingest", event("u1", ",\"event_id\":\"first\"")).toString();
      String last = line("ingest", event("u2", ",\"event_id\":\"last\"")).toString();
      try (S3Client s3 = s3(endpoints)) {
        quarantine(
            s3,
            endpoints,
            "ingest-1",
            Instant.now(),
            good,
            line("ingest", "no base64!").put("raw_encoding", "base64").toString(),
            noRaw.toString(),
            "",
            "[1]",
            line("ingest", event("u3", "")).put("same_batch", true).toString(),
            noTime.toString(),
            last,
            good.substring(0, good.length() / 2));
        s3.putObject(
            r ->
                r.bucket(bucket(endpoints))
                    .key("quarantine/dt=" + LocalDate.now(ZoneOffset.UTC) + "/ingest-2.ndjson"),
            RequestBody.fromBytes(new byte[] {'{', (byte) 0xFF, '}'}));
        for (String broken : List.of("", "{}", "{\"payload\":\"{}\"}", "{\"payload\":\"[")) {
          s3.putObject(
              r -> r.bucket(bucket(endpoints)).key("aws/lambda/mapping/" + broken.length()),
              RequestBody.fromString(broken));
        }
      }
      Ran ran = trackline(command("--json"));

      assertThat(ran.exitCode()).isOne();
      JsonNode report = JSON.readTree(ran.out());
      assertThat(counts(report)).containsExactly(2, 0, 0, 0);
      assertThat(report.path("unreadable").asInt()).isEqualTo(11);
      assertThat(report.path("unreadable_lines").findValues("line").stream().map(JsonNode::asInt))
          .containsExactly(1, 1, 1, 1, 2, 3, 5, 6, 7, 9, 1);
      assertThat(trackline(command()).out())
          .contains("/ingest-1.ndjson, line 5: ", "unreadable: aws/lambda/mapping/0, line 1: ")
          .doesNotContain("base64!");
      // What is of another door is nobody's business here.
      assertThat(trackline(command("--door", "tag")).exitCode()).isZero();
      assertThat(trackline(command("--door", "importer", "--reason", "invalid")).exitCode())
          .isZero();
    }
  }

  @Test
  void aDoorThatIsNoneIsRefusedWithTheListOfThem() {
    Ran ran =
        trackline("replay", "--from", "2026-11-20", "--to", "2026-11-20", "--door", "no\u001bpe");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith(
            "trackline: There is no door no?pe; --door is one of ingest, tag, segment, pixel,"
                + " webhook, forward, importer.");
  }

  /** It has nothing to be replayed either, which would look like good news. */
  @Test
  void aReasonThatIsNoneIsRefusedWithTheListOfThem() {
    Ran ran =
        trackline("replay", "--from", "2026-11-20", "--to", "2026-11-20", "--reason", "no\u001bpe");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith(
            "trackline: There is no reason no?pe; --reason is one of invalid, too_large, conflict,"
                + " unreadable, no_new_image, truncated, given_up.");
  }

  private static ObjectNode line(String door, String raw) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("door", door)
        .put("reason", "some")
        .put("at", Instant.now().toString())
        .put("sequence_number", door.equals("forward") ? "101" : "1")
        .put("raw", raw);
  }

  private static String bucket(JsonNode endpoints) {
    return endpoints.path("buckets").path("quarantine").asText();
  }

  private static void quarantine(
      S3Client s3, JsonNode endpoints, String name, Instant day, String... lines) {
    LocalDate date = LocalDate.ofInstant(day, ZoneOffset.UTC);
    s3.putObject(
        r -> r.bucket(bucket(endpoints)).key("quarantine/dt=" + date + "/" + name + ".ndjson"),
        RequestBody.fromString(String.join("\n", lines)));
  }

  @Test
  void saysWhatItNeeds() {
    assertThat(trackline("replay").err()).contains("--from", "--to");
    assertThat(trackline("replay", "--from", "soon", "--to", "2026-11-20").err())
        .contains("--from must be a day or a moment");
    assertThat(trackline("replay", "--from", "2026-11-20", "--to", "2026-11-19").err())
        .contains("--from must lie before --to");
  }

  private static Local start(Path folder, String plan) throws Exception {
    return Local.start(
        new LocalOptions(0, folder.resolve("data"), 0, 7, 1, plan, false, false, Attached.NONE));
  }

  private void refuseAtEachDoor() throws Exception {
    post("/v1/events", "local-write", event("u1", ""));
    String timed = event("u2", ",\"event_at\":\"" + HAPPENED + "\"");
    post(
        "/v1/events",
        "local-write",
        "{\"sent_at\":\"%s\",\"batch\":[%s,%s,%s]}"
            .formatted(SENT, timed, event("u2", ""), event("u2", "")));
    post("/v1/events", "local-write", "{\"user_id\":");
    post("/v1/tag", "", "{\"writeKey\":\"local-write\",\"batch\":[" + event("u3", "") + "]}");
    String track =
        "{\"type\":\"track\",\"event\":\"Paid\",\"userId\":\"u4\",\"messageId\":\"%s\",\"timestamp\":\""
            + HAPPENED
            + "\"}";
    post(
        "/v1/batch",
        "",
        "{\"writeKey\":\"local-write\",\"sentAt\":\"%s\",\"context\":{\"page\":{\"path\":\"/till\"}},\"batch\":[%s,%s]}"
            .formatted(SENT, track.formatted("m1"), track.formatted("m2")));
    post("/v1/page", "", "{\"writeKey\":\"local-write\",\"userId\":\"u5\",\"name\":\"Home\"}");
    send(
        HttpRequest.newBuilder(at("/v1/pixel/page?userId=u6&name=Mail&writeKey=local-write"))
            .GET());
    String handedOn = track.formatted("m3").replace("u4", "u7");
    send(
        HttpRequest.newBuilder(at("/webhooks/segment/local-segment"))
            .header("content-type", "application/json")
            .header("x-signature", signature(handedOn))
            .POST(BodyPublishers.ofString(handedOn)));
  }

  private static String event(String user, String more) {
    return "{\"user_id\":\"" + user + "\",\"event_type\":\"click\"" + more + "}";
  }

  private static String signature(String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec("local-segment".getBytes(UTF_8), "HmacSHA1"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }

  /** Clocks are corrected by the time when the events came in, not by that of the replay. */
  private void eachRowIsAsItWouldHaveBeen() throws Exception {
    JsonNode rows = get("/local/events?status=good").path("events");
    for (JsonNode row : rows) {
      assertThat(Instant.parse(row.path("received_at").asText())).isBefore(allRefused);
      boolean isCorrected =
          row.path("event_key").asText().startsWith(HAPPENED)
              && !row.path("user_id").asText().equals("u7");
      if (isCorrected) {
        Instant received = Instant.parse(row.path("received_at").asText());
        Duration ahead = Duration.between(Instant.parse(SENT), received);
        assertThat(Instant.parse(row.path("event_at").asText()))
            .isEqualTo(Instant.parse(HAPPENED).plus(ahead));
      }
      boolean isHandedOn = row.path("user_id").asText().equals("u7");
      assertThat(row.has("ip_address")).isEqualTo(!isHandedOn);
    }
    assertThat(rows.findValuesAsText("user_id"))
        .containsExactlyInAnyOrder("u1", "u2", "u2", "u2", "u3", "u4", "u4", "u5", "u6", "u7");
    assertThat(rows.findValuesAsText("page_path")).containsExactly("/till", "/till");
    assertThat(rows.toString()).doesNotContain("local-write");
  }

  private static String givenUp(String table) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    var records = event.putArray("Records");
    for (int i = 1; i <= 3; i++) {
      ObjectNode record = records.addObject();
      record
          .put("eventID", "id" + i)
          .put("eventName", "INSERT")
          .put("eventSource", "aws:dynamodb")
          .put("eventSourceARN", "arn:aws:dynamodb:us-east-1:0:table/" + table + "/stream/x");
      ObjectNode image =
          record
              .putObject("dynamodb")
              .put("ApproximateCreationDateTime", 1_795_201_201L)
              .put("SequenceNumber", "10" + i)
              .putObject("NewImage");
      image.putObject("event_id").put("S", "g" + i);
      image.putObject("user_id").put("S", "u");
      image.putObject("n").put(i == 3 ? "Q" : "N", "1.10");
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", "1.0")
        .put("payload", event.toString())
        .toString();
  }

  private static S3Client s3(JsonNode endpoints) {
    return S3Client.builder()
        .endpointOverride(URI.create(endpoints.path("s3").asText()))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private String[] command(String... more) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<String> command = new ArrayList<>(List.of("replay", "--local", "--url", url.toString()));
    command.addAll(List.of("--from", today.minusDays(1).toString(), "--to", today.toString()));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  private JsonNode replay(String... more) throws IOException {
    return ran(command(more));
  }

  /** The replay of another time than today's. */
  private static JsonNode replayed(URI url, String... window) throws IOException {
    List<String> command = new ArrayList<>(List.of("replay", "--local", "--url", url.toString()));
    command.addAll(List.of(window));
    return ran(command.toArray(String[]::new));
  }

  private static JsonNode ran(String... command) throws IOException {
    String[] asJson = Arrays.copyOf(command, command.length + 1);
    asJson[command.length] = "--json";
    Ran ran = trackline(asJson);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return JSON.readTree(ran.out());
  }

  private static List<Integer> counts(JsonNode report) {
    return List.of(
        report.path("accepted").asInt(),
        report.path("duplicates").asInt(),
        report.path("rejected").asInt(),
        report.path("retry").asInt());
  }

  private int inLake() throws Exception {
    JsonNode endpoints = get("/local/endpoints");
    String bucket = endpoints.path("buckets").path("lake").asText();
    int lines = 0;
    try (S3Client s3 = s3(endpoints)) {
      for (JsonNode object : get("/local/objects").path("objects")) {
        byte[] gzip =
            s3.getObjectAsBytes(r -> r.bucket(bucket).key(object.path("key").asText()))
                .asByteArray();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
          lines += (int) new String(in.readAllBytes(), UTF_8).lines().count();
        }
      }
    }
    return lines;
  }

  private URI at(String path) {
    return url.resolve(path);
  }

  private JsonNode get(String path) throws Exception {
    return send(
        HttpRequest.newBuilder(at(path)).header("authorization", "Bearer local-read").GET());
  }

  private JsonNode post(String path, String key, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(path))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body));
    return send(key.isEmpty() ? request : request.header("authorization", "Bearer " + key));
  }

  private static JsonNode send(HttpRequest.Builder request) throws Exception {
    HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}
