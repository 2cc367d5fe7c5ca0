package trackline.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import trackline.aws.StreamArn;

/**
 * What a user has of events that are not in the events table: the rows of attached tables go from
 * their streams to the lake at once. An answer without them says so.
 *
 * @param sources as the lake names them
 */
record Elsewhere(List<String> sources) {

  /** Reads the names of tables, or the ARNs of streams, as attach takes them. */
  static Elsewhere of(Optional<String> existingTables) {
    return new Elsewhere(
        existingTables.stream()
            .flatMap(names -> Stream.of(names.split(",", -1)))
            .map(String::strip)
            .map(name -> StreamArn.parse(name).map(StreamArn::table).orElse(name))
            .map(table -> "table:" + table)
            .distinct()
            .toList());
  }

  void tell(ObjectNode answer) {
    if (!sources.isEmpty()) {
      sources.forEach(answer.putArray("elsewhere")::add);
    }
  }
}
