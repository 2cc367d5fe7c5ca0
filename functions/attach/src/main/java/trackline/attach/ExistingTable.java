package trackline.attach;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import trackline.aws.StreamArn;

/**
 * A table that others write, as the setting names it: by its name, so that its latest stream is
 * read, or by the ARN of the one stream that is read.
 */
record ExistingTable(String name, Optional<StreamArn> only) {

  /** Reads names and ARNs that are separated by commas. */
  static List<ExistingTable> parse(String setting) {
    return Arrays.stream(setting.split(",", -1))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .distinct()
        .map(ExistingTable::of)
        .toList();
  }

  private static ExistingTable of(String text) {
    Optional<StreamArn> arn = StreamArn.parse(text);
    return new ExistingTable(arn.map(StreamArn::table).orElse(text), arn);
  }
}
