package trackline.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import trackline.plan.TrackingPlan;

/** Checks what Trackline needs, and says what to do about what is missing. */
@Command(
    name = "doctor",
    description = "Check this machine and the connection, and say what to do about what is wrong.",
    footer = {"", "Example: trackline doctor --url https://events.example.com --read-key KEY"})
final class DoctorCommand implements Callable<Integer> {

  private static final int INDENT = 18;

  private final Screen screen;

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.ReadKey readKey = new Options.ReadKey();
  @Mixin private final Options.WriteKey writeKey = new Options.WriteKey();
  @Mixin private final Options.Account account = new Options.Account();
  @Mixin private final Options.Tables where = new Options.Tables();
  @Mixin private final Options.Form form = new Options.Form();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The port that `local` would take (default ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      defaultValue = "${env:TRACKING_PLAN:-" + TrackingPlan.DEFAULT + "}",
      description = "The tracking plan to check (TRACKING_PLAN; otherwise the default one).")
  private String plan = TrackingPlan.DEFAULT;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "Check the stream of this table too; may be given often.")
  private List<String> tables = new ArrayList<>();

  DoctorCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    Machine machine = new Machine();
    Connection connection = new Connection(place, readKey.value, writeKey.value);
    List<Check> checks =
        new ArrayList<>(
            List.of(
                machine.java(),
                machine.maven(),
                machine.sam(),
                machine.curl(),
                Machine.plan(plan),
                machine.port(port, connection.answers()),
                connection.reachable(),
                connection.readKey(),
                connection.writeKey()));
    tables.forEach(table -> checks.add(check(table)));
    if (form.json) {
      screen.json(json(checks));
    } else {
      checks.forEach(this::tell);
    }
    return checks.stream().anyMatch(Check::failed) ? 1 : 0;
  }

  private Check check(String table) {
    try (Tables found = Tables.open(where, account, place, readKey.value)) {
      return found.look(table).check(place.words() + account.words() + where.words());
    } catch (CommandFailure e) {
      return Check.wrong("table", e.getMessage(), e.advice());
    }
  }

  private void tell(Check check) {
    String finding = check.finding().replaceAll("\\R\\s*", "\n" + " ".repeat(INDENT));
    String line = "%-5s  %-9s  %s".formatted(check.state().word(), check.name(), finding);
    line.lines().map(String::stripTrailing).forEach(one -> screen.say(one, INDENT));
    if (!check.advice().isEmpty()) {
      screen.say(" ".repeat(INDENT) + check.advice(), INDENT);
    }
  }

  private static ObjectNode json(List<Check> checks) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode array = json.putArray("checks");
    for (Check check : checks) {
      array
          .addObject()
          .put("name", check.name())
          .put("state", check.state().word())
          .put("finding", check.finding())
          .put("advice", check.advice());
    }
    return json;
  }
}
