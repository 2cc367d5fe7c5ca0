package trackline.event;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of one object's members after something was replaced in some of them. The others keep
 * theirs; of those that would now be the same the later ones get a number. It takes time by how
 * many names there are, whatever they are.
 */
public final class FreeNames {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> given = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Notes a name in which nothing was replaced; all of them are noted before any is asked for. */
  public void take(String written, String whole) {
    if (written.equals(whole)) {
      taken.add(written);
    }
  }

  /** The name that a written one has now; the same each time. */
  public String of(String written, String whole) {
    return written.equals(whole) ? written : given.computeIfAbsent(written, _ -> free(whole));
  }

  private String free(String whole) {
    String name = whole;
    while (!taken.add(name)) {
      name = whole + numbers.merge(whole, 2, (number, _) -> number + 1);
    }
    return name;
  }
}
