package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the newest events of a user. */
@Command(
    name = "recent",
    description = "Show what a person did most recently under any id, the newest first.",
    footer = {"", "Example: trackline recent 1 --limit 5"})
final class RecentCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.ReadKey key = new Options.ReadKey();
  @Mixin private final Options.Form form = new Options.Form();
  @Mixin private final Options.Layout layout = new Options.Layout();

  @Parameters(paramLabel = "USER", description = "The user_id; anon:ID for an anonymous visitor.")
  private String user = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many events, 1 to 1000 (default ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only events of this type.")
  private @Nullable String type;

  @Option(names = "--all", description = "All events, however many; --limit is the page size.")
  private boolean all;

  @Option(names = "--exact", description = "Only what came under this very id.")
  private boolean exact;

  RecentCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    JsonNode answer = new Activity(place.api(key.value), user, !exact).read(type, limit, all);
    if (form.json) {
      screen.json(answer);
    } else {
      show(answer);
    }
    return 0;
  }

  private void show(JsonNode answer) {
    Instant now = screen.clock().instant();
    Table table =
        new Table("when", "type", "name", "device", "address", "time (UTC)").spare("time (UTC)");
    for (JsonNode event : answer.path("events")) {
      table.row(
          Times.ago(event.path("event_at").asText(), now),
          event.path("event_type").asText(""),
          event.path("event_name").asText(""),
          DeviceText.of(event),
          event.path("ip_address").asText(""),
          event.path("event_at").asText());
    }
    if (answer.path("events").isEmpty()) {
      screen.remark(Activity.nothing(user, type));
    } else {
      screen.show(table, layout);
    }
    String others = Activity.others(answer, user);
    if (!others.isEmpty()) {
      screen.remark(others);
    }
    if (answer.path("next").isTextual()) {
      screen.remark("There are older events: --all shows them all, --limit more of them.");
    }
    Activity.elsewhere(answer).ifPresent(screen::remark);
  }
}
