package trackline.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the ARN of a table's latest stream. */
@Command(
    name = "stream-arn",
    description =
        "Print the ARN of a table's latest stream, and how it is: it changes when the stream is"
            + " disabled and enabled again.",
    footer = {
      "",
      "It is about the tables of the `trackline local` at --url; --aws is about those on AWS.",
      "Example: trackline stream-arn orders --enable"
    })
final class StreamArnCommand implements Callable<Integer> {

  private final Screen screen;

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.ReadKey key = new Options.ReadKey();
  @Mixin private final Options.Account account = new Options.Account();
  @Mixin private final Options.Tables where = new Options.Tables();
  @Mixin private final Options.Form form = new Options.Form();

  @Parameters(paramLabel = "TABLE", description = "The table's name.")
  private String table = "";

  @Option(
      names = "--enable",
      description = "Turn the stream on where it is off, with new and old images.")
  private boolean enable;

  StreamArnCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Tables tables = Tables.open(where, account, place, key.value)) {
      if (enable) {
        tables.enable(table);
      }
      return show(tables.look(table));
    }
  }

  private int show(StreamState state) {
    Check check = state.check(place.words() + account.words() + where.words());
    if (form.json) {
      screen.json(state.json());
    } else {
      if (state.stream().isOn()) {
        screen.say(state.arn());
      }
      screen.remark(check.finding());
      if (!check.advice().isEmpty()) {
        screen.remark("  " + check.advice());
      }
    }
    return state.stream().isOn() ? 0 : 1;
  }
}
