package trackline.importer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import trackline.intake.AddressPolicy;

/**
 * Which mapping is for which objects: {@code PREFIX=MAPPING} by commas, where a prefix is of bucket
 * and key, such as {@code landing/airkit/}. The longest prefix decides.
 */
final class Mappings {
  private record Rule(String prefix, Judge judge) {}

  private final List<Rule> rules;

  private Mappings(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads the rules, and the mappings that they name.
   *
   * @throws IllegalArgumentException saying what is wrong with them
   */
  static Mappings of(String text, AddressPolicy addresses) {
    List<Rule> rules = new ArrayList<>();
    for (String rule : text.split(",", -1)) {
      int equals = rule.lastIndexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("FILE_MAPPINGS must be PREFIX=MAPPING by commas");
      }
      Mapping mapping = Mapping.load(rule.substring(equals + 1).strip());
      rules.add(new Rule(rule.substring(0, equals).strip(), new Judge(mapping, addresses)));
    }
    rules.sort(Comparator.<Rule>comparingInt(rule -> rule.prefix().length()).reversed());
    return new Mappings(rules);
  }

  /** The judge of an object's events, if it is for any mapping. */
  Optional<Judge> judge(Landed object) {
    return rules.stream()
        .filter(rule -> object.path().startsWith(rule.prefix()))
        .map(Rule::judge)
        .findFirst();
  }
}
