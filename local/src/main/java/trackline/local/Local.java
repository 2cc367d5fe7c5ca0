package trackline.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import trackline.aws.Keys;
import trackline.aws.LabelledSecrets;
import trackline.engines.eventbridge.Schedules;
import trackline.engines.lambda.FunctionLog;
import trackline.engines.template.LocalNames;
import trackline.engines.template.Template;
import trackline.fake.FakeEvents;
import trackline.fake.FakeWeek;
import trackline.fake.Sender;
import trackline.local.door.LocalDoor;
import trackline.local.gateway.Gateway;
import trackline.local.gateway.Routes;
import trackline.loopback.OwnNames;

/**
 * A running Trackline on this machine: the stack of template.yaml with its own handlers, over local
 * engines, on loopback only.
 */
public final class Local implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Local.class);

  private final Closing closing = new Closing();
  private final Walk walk;
  private final Gateway gateway;

  private Local(LocalOptions options, Clock clock) throws IOException {
    try {
      OwnNames names = OwnNames.LOOPBACK.with(options.hosts());
      this.gateway = closing.with(Gateway.open(options.port()));
      DataFolder data = closing.with(DataFolder.open(options.data()));
      this.walk =
          closing.with(Walk.start(Template.load(parameters(options, names)), data, names, clock));
      Keys keys =
          new Keys(
              new LabelledSecrets(walk.engines().secrets(), clock),
              LocalNames.of("ReadKeysSecret"),
              Keys.Kind.READ);
      LocalDoor door =
          new LocalDoor(
              keys, new Workings(walk), clock, new FunctionLog(data.of("logs"), "local")::log);
      // Once more, so that it is closed before what is behind it.
      closing.with(
          gateway.serve(new Routes(walk.functions(), Map.of(LocalDoor.PATHS, door)), names));
      closing.with(new Schedules(walk.functions()));
    } catch (IOException | RuntimeException e) {
      closeCalmly(closing);
      throw e;
    }
  }

  /** Closes what a start that was broken off has opened; an interrupt would break that off too. */
  private static void closeCalmly(Closing closing) {
    boolean isInterrupted = Thread.interrupted();
    closing.close();
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Starts every part, sends the fake events that are asked for, and returns when each part
   * answers, all events are in the lake and the rollups are fresh.
   *
   * @throws IOException when the port or the folder is taken
   */
  public static Local start(LocalOptions options) throws IOException, InterruptedException {
    Clock clock = Clock.systemUTC();
    Local local = new Local(options, clock);
    try {
      local.seed(options, clock);
    } catch (IOException | InterruptedException | RuntimeException e) {
      closeCalmly(local.closing);
      throw e;
    }
    return local;
  }

  /** What differs from the stack's defaults: nobody waits five minutes for a page to change. */
  private static Map<String, String> parameters(LocalOptions options, OwnNames names) {
    Map<String, String> parameters = new HashMap<>(options.attached().parameters());
    parameters.put("BatchWindowSeconds", "1");
    parameters.put("BufferSeconds", "60");
    parameters.put("TrackingPlan", options.plan());
    parameters.put("AllowedOrigins", ownPages(names));
    parameters.put("Search", options.search() ? "on" : "off");
    parameters.put("SearchBufferSeconds", "1");
    parameters.put("Audit", options.audit() ? "on" : "off");
    // A month whose evidence is there is kept: looking each day is not too often.
    parameters.put("EvidenceSchedule", "rate(1 day)");
    parameters.put("AirkitOrganizationId", "local");
    return parameters;
  }

  /** The pages of this machine, on whichever port. */
  private static String ownPages(OwnNames names) {
    return names.names().stream()
        .sorted()
        .flatMap(host -> Stream.of("http://" + host, "https://" + host))
        .flatMap(origin -> Stream.of(origin, origin + ":*"))
        .collect(Collectors.joining(","));
  }

  private void seed(LocalOptions options, Clock clock) throws IOException, InterruptedException {
    if (options.fakeEvents() > 0) {
      FakeEvents events =
          FakeWeek.generate(options.fakeEvents(), options.days(), options.seed(), clock);
      try (HttpClient client = HttpClient.newHttpClient()) {
        Sender sender = new Sender(client, url(), LocalKeys.WRITE);
        Sender.Totals totals = sender.send(events.batches(Sender.BATCH), _ -> {});
        if (totals.rejected() > 0) {
          LOG.warn(
              "The tracking plan refuses {} fake events: {}. {}",
              totals.rejected(),
              totals.reasons(),
              FakeEvents.PLAN);
        }
      }
    }
    walk.flush();
    walk.refresh();
  }

  /** Where the API and the page are. */
  public URI url() {
    return URI.create("http://localhost:" + gateway.port());
  }

  @Override
  public void close() {
    closing.close();
  }
}
