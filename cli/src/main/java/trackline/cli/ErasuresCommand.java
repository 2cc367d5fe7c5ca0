package trackline.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import trackline.aws.Asker;

/** Shows who asked that which users be forgotten. */
@Command(
    name = "erasures",
    description =
        "Show the requests to forget a user, the newest first: when and with which key it was"
            + " asked for first, who else asked, and how many of the user's events were refused"
            + " since.",
    footer = {
      "",
      "It is about the Trackline at --url, which is a `trackline local`; --stack NAME is about a",
      "stack on AWS.",
      "Example: trackline erasures --key-label default --from 2026-11-20"
    })
final class ErasuresCommand implements Callable<Integer> {
  private final Screen screen;

  @Mixin private final Erasures.Chosen chosen = new Erasures.Chosen();
  @Mixin private final Options.Form form = new Options.Form();
  @Mixin private final Options.Layout layout = new Options.Layout();

  ErasuresCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    try (Erasures erasures = chosen.open()) {
      List<Erasure> list = erasures.list(chosen);
      if (form.json) {
        screen.json(json(list.stream().map(Erasure::json)));
      } else if (list.isEmpty()) {
        screen.remark("Nobody asked to forget a user" + (chosen.isSaid() ? " so." : "."));
      } else {
        screen.show(table(list), layout);
      }
      return 0;
    }
  }

  static ObjectNode json(Stream<ObjectNode> erasures) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("erasures");
    erasures.forEach(list::add);
    return document;
  }

  private static Table table(List<Erasure> erasures) {
    Table table =
        new Table("user", "requested (UTC)", "source", "key", "refused", "also asked", "request")
            .spare("request")
            .spare("source");
    erasures.forEach(
        erasure ->
            table.row(
                erasure.userId(),
                erasure.first().requestedAt(),
                erasure.first().source(),
                erasure.first().keyLabel(),
                Long.toString(erasure.refused()),
                erasure.others().stream().map(Asker::name).collect(joining(", ")),
                erasure.first().requestId()));
    return table;
  }
}
