package trackline.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The indexes of events in OpenSearch: one for each day of arrival, all made by one template, which
 * refuses no event for its content.
 */
public final class EventIndex {
  /** The name before the day: Firehose's rotation makes {@code events-2026-11-20} of it. */
  public static final String NAME = "events";

  /** Every day's index, as a pattern. */
  public static final String EVERY_DAY = NAME + "-*";

  /** Where the template is put. */
  public static final String TEMPLATE_PATH = "/_index_template/trackline-events";

  private EventIndex() {}

  /** The index template, as JSON. */
  public static byte[] template() {
    try (InputStream in = EventIndex.class.getResourceAsStream("index-template.json")) {
      return Objects.requireNonNull(in, "index-template.json").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
