package trackline.intake;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import trackline.event.Fault;
import trackline.plan.TeamFile;

/**
 * What makes a JSON Schema judge less than its writer thinks, though its meta-schema allows it: a
 * reference that leads nowhere, a misspelt keyword, a format that nobody checks, another dialect.
 * Nothing is fetched: a plan's schemas are whole in themselves.
 */
final class SchemaCheck {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  /** Keywords whose value is a schema. */
  private static final Set<String> ONE =
      words(
          """
          not if then else items contains additionalProperties propertyNames unevaluatedItems
          unevaluatedProperties contentSchema
          """);

  /** Keywords whose value is an array of schemas. */
  private static final Set<String> LISTED = words("allOf anyOf oneOf prefixItems");

  /** Keywords whose value is an object of schemas. */
  private static final Set<String> NAMED =
      words("properties patternProperties $defs definitions dependentSchemas");

  /** All others of 2020-12; and {@code example}, a note in OpenAPI. */
  private static final Set<String> OTHERS =
      words(
          """
          $schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment
          type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum
          maxLength minLength pattern maxItems minItems uniqueItems maxContains minContains
          maxProperties minProperties required dependentRequired
          format contentEncoding contentMediaType
          title description default deprecated readOnly writeOnly examples example
          """);

  /** The formats of the 2020-12 vocabulary. */
  private static final Set<String> FORMATS =
      words(
          """
          date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri
          uri-reference iri iri-reference uuid uri-template json-pointer relative-json-pointer
          regex
          """);

  private final List<Fault> faults = new ArrayList<>();
  private final Set<String> anchors = new HashSet<>();
  private final JsonNode schema;

  private SchemaCheck(JsonNode schema) {
    this.schema = schema;
  }

  /** What is wrong with a schema that its meta-schema allows. */
  static List<Fault> faults(JsonNode schema) {
    SchemaCheck check = new SchemaCheck(schema);
    check.collectAnchors(schema);
    check.look(schema, "");
    return check.faults;
  }

  private void collectAnchors(JsonNode node) {
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      node.findValuesAsText(keyword).forEach(anchors::add);
    }
  }

  private void look(JsonNode node, String pointer) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String keyword = member.getKey();
      String at = pointer + TeamFile.pointer(keyword);
      JsonNode value = member.getValue();
      if (ONE.contains(keyword)) {
        look(value, at);
      } else if (LISTED.contains(keyword)) {
        lookAtAll(value, at);
      } else if (NAMED.contains(keyword)) {
        value
            .properties()
            .forEach(named -> look(named.getValue(), at + TeamFile.pointer(named.getKey())));
      } else {
        judge(keyword, value, at);
      }
    }
  }

  private void lookAtAll(JsonNode schemas, String pointer) {
    for (int i = 0; i < schemas.size(); i++) {
      look(schemas.get(i), pointer + "/" + i);
    }
  }

  private void judge(String keyword, JsonNode value, String at) {
    switch (keyword) {
      case "$ref", "$dynamicRef" -> reference(value.asText(), at);
      case "$id" -> id(at);
      case "$schema" -> dialect(value.asText(), at);
      case "format" -> format(value.asText(), at);
      default -> known(keyword, at);
    }
  }

  private void reference(String reference, String at) {
    if (!reference.startsWith("#")) {
      fault(
          at,
          "leads out of the schema, and nothing is fetched: put what it means under $defs here");
    } else if (!leadsSomewhere(reference.substring(1))) {
      fault(at, "leads nowhere in this schema; #/$defs/NAME leads to NAME of its $defs");
    }
  }

  private boolean leadsSomewhere(String fragment) {
    if (!fragment.isEmpty() && !fragment.startsWith("/")) {
      return anchors.contains(fragment);
    }
    try {
      String pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return !schema.at(JsonPointer.compile(pointer)).isMissingNode();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** One at the top names the schema; one further in would change what references mean. */
  private void id(String at) {
    if (!at.equals("/$id")) {
      fault(at, "cannot be used within a plan's schema: name it by $anchor, or put it under $defs");
    }
  }

  private void dialect(String dialect, String at) {
    if (!dialect.replaceFirst("#$", "").equals(DIALECT)) {
      fault(at, "must be " + DIALECT + ", by which a plan is read, or be left out");
    }
  }

  private void format(String format, String at) {
    if (!FORMATS.contains(format)) {
      fault(at, "is no format that is checked; there are " + String.join(", ", FORMATS));
    }
  }

  /** Other keywords are notes of the team, unless one is a known keyword but for its spelling. */
  private void known(String keyword, String at) {
    if (!OTHERS.contains(keyword)) {
      keywords()
          .filter(known -> Spelling.isNear(keyword, known))
          .findFirst()
          .ifPresent(
              known -> fault(at, "is no keyword of JSON Schema; did you mean " + known + "?"));
    }
  }

  private static Stream<String> keywords() {
    return Stream.of(OTHERS, ONE, LISTED, NAMED).flatMap(Set::stream);
  }

  private void fault(String pointer, String detail) {
    faults.add(new Fault(pointer, detail));
  }

  private static Set<String> words(String text) {
    return new TreeSet<>(List.of(text.strip().split("\\s+")));
  }
}
