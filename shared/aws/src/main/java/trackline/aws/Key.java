package trackline.aws;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A key that is known, without its value.
 *
 * @param label its name in its secret, which logs may tell
 * @param rights what it may do
 */
public record Key(String label, Set<Right> rights) {
  public Key {
    rights = Set.copyOf(rights);
  }

  /**
   * A key as its secret has it. One that is a mere text has the usual right of its secret; what one
   * does not name it may not do, and a word that is no right gives none.
   */
  static Key of(LabelledSecrets.Labelled found, Right usual) {
    return new Key(found.label(), found.rights().map(Key::rights).orElse(Set.of(usual)));
  }

  private static Set<Right> rights(Set<String> words) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    words.stream().map(Right::named).flatMap(Optional::stream).forEach(rights::add);
    return rights;
  }

  public boolean may(Right right) {
    return rights.contains(right);
  }
}
