package trackline.ingest;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The redaction by the keys of the time; it is made anew when they change, since each form of each
 * key is looked for.
 */
final class Redactions implements Supplier<Redaction> {
  private record Made(Set<String> keys, Redaction redaction) {}

  private final Supplier<Set<String>> valid;
  private volatile @Nullable Made made;

  /**
   * Makes redactions.
   *
   * @param valid the keys that are valid at the time
   */
  Redactions(Supplier<Set<String>> valid) {
    this.valid = valid;
  }

  @Override
  public Redaction get() {
    Set<String> keys = valid.get();
    Made last = made;
    if (last == null || !last.keys().equals(keys)) {
      last = new Made(keys, Redaction.of(keys));
      made = last;
    }
    return last.redaction();
  }
}
