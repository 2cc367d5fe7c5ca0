package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the login history of a user. */
@Command(
    name = "logins",
    description = "Show the newest logins of a user, however much lies between them.",
    footer = {"", "Example: trackline logins 1"})
final class LoginsCommand implements Callable<Integer> {

  private static final String TYPE = "login";

  private final Screen screen;

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.ReadKey key = new Options.ReadKey();
  @Mixin private final Options.Form form = new Options.Form();
  @Mixin private final Options.Layout layout = new Options.Layout();

  @Parameters(paramLabel = "USER", description = "The user_id.")
  private String user = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many logins, 1 to 1000 (default ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--exact", description = "Only what came under this very id.")
  private boolean exact;

  LoginsCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    JsonNode answer = new Activity(place.api(key.value), user, !exact).read(TYPE, limit, false);
    if (form.json) {
      screen.json(answer);
    } else {
      show(answer);
    }
    return 0;
  }

  private void show(JsonNode answer) {
    if (answer.path("events").isEmpty()) {
      screen.remark(Activity.nothing(user, TYPE));
    } else {
      screen.show(table(answer), layout);
    }
    Activity.elsewhere(answer).ifPresent(screen::remark);
  }

  private Table table(JsonNode answer) {
    Instant now = screen.clock().instant();
    Table table = new Table("when", "device", "address", "time (UTC)").spare("when");
    for (JsonNode event : answer.path("events")) {
      table.row(
          Times.ago(event.path("event_at").asText(), now),
          DeviceText.of(event),
          event.path("ip_address").asText(""),
          event.path("event_at").asText());
    }
    return table;
  }
}
