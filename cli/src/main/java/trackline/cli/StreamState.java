package trackline.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import trackline.aws.StreamArn;
import trackline.aws.TableStream;
import trackline.cli.Tables.Reader;

/**
 * How a table's stream is, and who reads it.
 *
 * @param readers those of its older streams too; nothing where they cannot be known
 */
record StreamState(TableStream stream, Optional<List<Reader>> readers) {
  private static final int MOST_READERS = 2;

  private String table() {
    return stream.table();
  }

  String arn() {
    return stream.arn().map(StreamArn::text).orElse("");
  }

  private List<Reader> ofLatest() {
    return readers.orElse(List.of()).stream().filter(this::isOfLatest).toList();
  }

  private boolean isOfLatest(Reader reader) {
    return stream.arn().equals(Optional.of(reader.stream()));
  }

  /**
   * What there is to say of it, the worst first.
   *
   * @param target the options by which a command that is advised goes to the same place
   */
  Check check(String target) {
    if (!stream.isOn()) {
      return Check.wrong(
          "table",
          table() + " has no stream that is on.",
          "Turn one on: " + Hint.of("stream-arn " + table() + " --enable", target) + ".");
    }
    String view = table() + " has a stream that is on, its view " + stream.view();
    if (!stream.showsNewImages()) {
      return Check.wrong(
          "table", view + ".", "It shows no new images: disable it, then enable one that does.");
    }
    return readers.isEmpty()
        ? Check.ok("table", view + "; who reads it is not known here.")
        : read(view, ofLatest());
  }

  private Check read(String view, List<Reader> latest) {
    if (latest.size() > MOST_READERS) {
      return Check.wrong(
          "table",
          view + "; " + names(latest) + " read it.",
          "More than two slow each other down.");
    }
    if (!latest.isEmpty()) {
      return Check.ok("table", view + "; the latest one is read by " + names(latest) + ".");
    }
    return readers.orElseThrow().isEmpty()
        ? Check.note(
            "table",
            view + "; nobody reads it.",
            "Attach it: the parameter ExistingTables, here `local --attach`.")
        : Check.wrong(
            "table",
            view + "; only an older one is read.",
            "It was disabled and enabled again: an attached table is followed within minutes, other"
                + " mappings must be made anew.");
  }

  private static String names(List<Reader> readers) {
    return String.join(", ", readers.stream().map(Reader::function).toList());
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("table", table())
        .put("stream_arn", stream.arn().map(StreamArn::text).orElse(null))
        .put("on", stream.isOn())
        .put("view", stream.isOn() ? stream.view() : null);
    if (readers.isEmpty()) {
      json.putNull("readers");
    } else {
      ArrayNode array = json.putArray("readers");
      for (Reader reader : readers.get()) {
        array
            .addObject()
            .put("function", reader.function())
            .put("stream_arn", reader.stream().text())
            .put("latest", isOfLatest(reader));
      }
    }
    return json;
  }
}
