package trackline.tests.readme;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The comparison of an answer with the one that a document shows. It must have the same members in
 * the same order with the same values, with two exceptions: <code>…</code> stands for any text, or
 * as the last member or element for any more of them; and the members that differ each time must
 * only have the same form, which is the text with other digits.
 */
final class Likeness {
  private static final String ANY = "…";

  private static final Set<String> DIFFER_EACH_TIME =
      Set.of(
          "received_at",
          "at",
          "request_id",
          "rows",
          "generated_at",
          "age_seconds",
          "bytes_scanned",
          "query_id",
          "key",
          "dynamodb",
          "s3",
          "lambda");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
  private static final Pattern AGE =
      Pattern.compile("\\d+ (second|minute|hour|day)s?\\b( ago)?|just now");
  private static final Pattern DAY_ROW = Pattern.compile("(?m)^(\\d{4}-\\d\\d-\\d\\d) +\\d+$");
  private static final Pattern MEASURE =
      Pattern.compile("\\d+(\\.\\d+)? (s|bytes|kB|MB)(?=[.: ]|$)");
  private static final Pattern GAP = Pattern.compile("[ \\t]+");

  private final List<String> differences = new ArrayList<>();

  private Likeness() {}

  /** In what an answer differs from the shown one; empty when it is like it. */
  static List<String> differences(JsonNode shown, JsonNode answer) {
    Likeness likeness = new Likeness();
    likeness.compare("", shown, answer, false);
    return likeness.differences;
  }

  /** The form of a command's output: without ages, counts of days, measures and widths of gaps. */
  static String form(String output) {
    String text = DAY_ROW.matcher(output).replaceAll("9999-99-99 9");
    text = MEASURE.matcher(AGE.matcher(text).replaceAll("AGE")).replaceAll("9 $2");
    return GAP.matcher(text).replaceAll(" ");
  }

  private void compare(String place, JsonNode shown, JsonNode answer, boolean formOnly) {
    if (shown.isTextual() && shown.textValue().equals(ANY)) {
      return;
    }
    if (shown.getNodeType() != answer.getNodeType()) {
      differ(place, shown, answer);
    } else if (shown.isObject()) {
      compareMembers(place, shown, answer, formOnly);
    } else if (shown.isArray()) {
      compareElements(place, shown, answer, formOnly);
    } else if (!isLike(shown, answer, formOnly)) {
      differ(place, shown, answer);
    }
  }

  private void compareMembers(String place, JsonNode shown, JsonNode answer, boolean formOnly) {
    List<String> names = names(shown);
    boolean open = names.remove(ANY);
    List<String> answered = names(answer);
    if (open) {
      answered.retainAll(names);
    }
    if (!names.equals(answered)) {
      differences.add(place + " has the members " + names(answer) + ", and not " + names);
      return;
    }
    for (Map.Entry<String, JsonNode> member : shown.properties()) {
      if (!member.getKey().equals(ANY)) {
        String name = member.getKey();
        boolean differs =
            formOnly || DIFFER_EACH_TIME.contains(name) || isSizeOfObject(name, shown);
        compare(place + "/" + name, member.getValue(), answer.path(name), differs);
      }
    }
  }

  /** The size of a batch is always the same, that of a file is not. */
  private static boolean isSizeOfObject(String name, JsonNode object) {
    return name.equals("size") && object.has("key");
  }

  private static List<String> names(JsonNode object) {
    return new ArrayList<>(object.propertyStream().map(Map.Entry::getKey).toList());
  }

  private void compareElements(String place, JsonNode shown, JsonNode answer, boolean formOnly) {
    int size = shown.size();
    boolean open = size > 0 && shown.get(size - 1).asText().equals(ANY);
    int compared = open ? size - 1 : size;
    if (answer.size() < compared || (!open && answer.size() > compared)) {
      differences.add(place + " has " + answer.size() + " elements, and not " + compared);
      return;
    }
    for (int i = 0; i < compared; i++) {
      compare(place + "/" + i, shown.get(i), answer.get(i), formOnly);
    }
  }

  private static boolean isLike(JsonNode shown, JsonNode answer, boolean formOnly) {
    if (formOnly) {
      return shape(shown.asText()).equals(shape(answer.asText()));
    }
    if (shown.asText().contains(ANY)) {
      return wildcard(shown.asText()).matcher(answer.asText()).matches();
    }
    return shown.equals(answer);
  }

  private static String shape(String text) {
    return NUMBER.matcher(UUID.matcher(text).replaceAll("UUID")).replaceAll("9");
  }

  private static Pattern wildcard(String text) {
    return Pattern.compile(Pattern.quote(text).replace(ANY, "\\E.*\\Q"), Pattern.DOTALL);
  }

  private void differ(String place, JsonNode shown, JsonNode answer) {
    differences.add(place + " is " + answer + ", and not " + shown);
  }
}
