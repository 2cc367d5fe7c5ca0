package trackline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import trackline.fake.ExpectedRollup;
import trackline.fake.FakeEvents;
import trackline.fake.FakeLogins;
import trackline.fake.FakeWeek;
import trackline.fake.Sender;

/** Sends fake events. */
@Command(
    name = "fake",
    description =
        "Send fake events: 50 logins of a user over the last 7 days, or with --events all that"
            + " happens at a small web shop, with bots, late events and duplicates.",
    footer = {
      "",
      "Examples: trackline fake",
      "          trackline fake --events 10000 --seed 42 --oracle expected.json"
    })
final class FakeCommand implements Callable<Integer> {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Screen screen;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.WriteKey key = new Options.WriteKey();
  @Mixin private final Options.Form form = new Options.Form();

  @Parameters(arity = "0..1", paramLabel = "URL", description = "Where Trackline is, as --url.")
  private @Nullable URI target;

  @ArgGroup private final Amount amount = new Amount();

  @Option(
      names = "--user",
      paramLabel = "USER",
      defaultValue = "1",
      description = "Whose logins (default ${DEFAULT-VALUE}).")
  private String user = "1";

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      defaultValue = "7",
      description = "Over how many UTC days, today among them (default ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Makes the same events again; otherwise a new seed each time, which is told.")
  private @Nullable Long seed;

  @Option(
      names = "--oracle",
      paramLabel = "FILE",
      description = "Write the rollups that these events must give, as JSON.")
  private @Nullable Path oracle;

  /** How many of what: one or the other. */
  static final class Amount {
    @Option(names = "--logins", paramLabel = "N", description = "So many logins of one user (50).")
    int logins = 50;

    @Option(names = "--events", paramLabel = "N", description = "So many events of everybody.")
    @Nullable Integer events;
  }

  FakeCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    FakeEvents fake = generate(seed == null ? new SecureRandom().nextInt(1_000_000) : seed);
    if (oracle != null) {
      Files.writeString(oracle, JSON.writeValueAsString(expected(fake)) + "\n");
    }
    long started = System.nanoTime();
    Sender.Totals totals = send(fake);
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    if (form.json) {
      screen.json(summary(fake, totals, took));
    } else {
      tell(fake, totals, took);
    }
    return totals.rejected() == 0 ? 0 : 1;
  }

  private FakeEvents generate(long chosen) {
    Options.atLeast(1, "--days", days, spec);
    if (amount.events != null) {
      Options.atLeast(0, "--events", amount.events, spec);
      return FakeWeek.generate(amount.events, days, chosen, screen.clock());
    }
    Options.atLeast(0, "--logins", amount.logins, spec);
    return FakeLogins.generate(amount.logins, user, days, chosen, screen.clock());
  }

  private Sender.Totals send(FakeEvents fake) throws IOException, InterruptedException {
    URI url = target == null ? place.url : target;
    try {
      return new Sender(Api.newClient(), url, key.value)
          .send(
              fake.batches(Sender.BATCH),
              totals -> screen.progress("Sent " + totals.judged() + " events …"));
    } catch (Sender.RefusedException e) {
      String asked = target == null ? place.words() : " --url " + Hint.word(target.toString());
      throw Api.failure(url, e.status(), e.body(), asked);
    } catch (IOException e) {
      throw Api.failure(url, e);
    } finally {
      screen.progress("");
    }
  }

  private void tell(FakeEvents fake, Sender.Totals totals, Duration took) {
    screen.say(
        String.format(
            Locale.ROOT,
            "Sent %,d events over %d days (seed %d) in %.1f s:"
                + " %,d accepted, %,d duplicates, %,d rejected.",
            totals.judged(),
            days,
            fake.seed(),
            took.toMillis() / 1e3,
            totals.accepted(),
            totals.duplicates(),
            totals.rejected()));
    totals.reasons().entrySet().stream()
        .limit(5)
        .forEach(reason -> screen.remark("  rejected: " + reason.getKey()));
    if (totals.reasons().keySet().stream().anyMatch(FakeCommand::isOfThePlan)) {
      screen.remark("  " + FakeEvents.PLAN + ".");
    }
    if (oracle != null) {
      screen.say("The rollups that they must give are in " + oracle + ".");
    }
  }

  private static boolean isOfThePlan(String reason) {
    return reason.startsWith("/event_type") || reason.startsWith("/properties");
  }

  private static ObjectNode summary(FakeEvents fake, Sender.Totals totals, Duration took) {
    ObjectNode summary =
        JsonNodeFactory.instance
            .objectNode()
            .put("seed", fake.seed())
            .put("events", fake.events().size())
            .put("sent", totals.judged())
            .put("accepted", totals.accepted())
            .put("duplicates", totals.duplicates())
            .put("rejected", totals.rejected())
            .put("milliseconds", took.toMillis());
    ObjectNode reasons = summary.putObject("reasons");
    totals.reasons().forEach(reasons::put);
    return summary;
  }

  private static ObjectNode expected(FakeEvents fake) {
    ObjectNode expected =
        JsonNodeFactory.instance
            .objectNode()
            .put("seed", fake.seed())
            .put("events", fake.events().size())
            .put("from", fake.days().getFirst().toString())
            .put("to", fake.days().getLast().toString());
    ArrayNode rollups = expected.putArray("rollups");
    fake.expected().stream().map(ExpectedRollup::json).forEach(rollups::add);
    return expected;
  }
}
