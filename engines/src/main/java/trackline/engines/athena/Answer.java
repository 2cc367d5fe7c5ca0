package trackline.engines.athena;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query answered.
 *
 * @param columns the columns, typed as Athena names types
 * @param rows the values as text, null where SQL has NULL
 * @param bytesScanned the size of the objects in the partitions that were read
 */
public record Answer(
    List<AnswerColumn> columns, List<List<@Nullable String>> rows, long bytesScanned) {

  /** A column of an answer: its name and its Athena type, for example {@code bigint}. */
  public record AnswerColumn(String name, String type) {}
}
