package trackline.intake;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
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

  /** Those of them that a pattern is behind which goes a level deeper with each sign of a text. */
  private static final Set<String> DEEP_FORMATS =
      words("uri-template json-pointer relative-json-pointer");

  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> warnings = new ArrayList<>();
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final JsonNode schema;

  private SchemaCheck(JsonNode schema) {
    this.schema = schema;
  }

  /** What is wrong with a schema that its meta-schema allows. */
  static List<Fault> faults(JsonNode schema) {
    return looked(schema).faults;
  }

  /** What of a good schema may fail to judge an event whose texts somebody chose for that. */
  static List<Fault> warnings(JsonNode schema) {
    return looked(schema).warnings;
  }

  private static SchemaCheck looked(JsonNode schema) {
    SchemaCheck check = new SchemaCheck(schema);
    check.collectAnchors(schema);
    check.look(schema, "");
    return check;
  }

  private void collectAnchors(JsonNode node) {
    for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
      for (JsonNode named : node.findParents(keyword)) {
        anchors.put(named.path(keyword).asText(), named);
      }
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
        lookAtNamed(keyword, value, at);
      } else {
        judge(keyword, value, at, node);
      }
    }
  }

  private void lookAtAll(JsonNode schemas, String pointer) {
    for (int i = 0; i < schemas.size(); i++) {
      look(schemas.get(i), pointer + "/" + i);
    }
  }

  private void lookAtNamed(String keyword, JsonNode schemas, String pointer) {
    for (Map.Entry<String, JsonNode> named : schemas.properties()) {
      String at = pointer + TeamFile.pointer(named.getKey());
      if (keyword.equals("patternProperties")) {
        pattern(named.getKey(), at);
      }
      look(named.getValue(), at);
    }
  }

  private void judge(String keyword, JsonNode value, String at, JsonNode within) {
    switch (keyword) {
      case "$ref" -> {
        reference(value.asText(), at);
        if (isLedTo(within, value.asText())) {
          fault(at, "leads back here for the same value, and would be followed for ever");
        }
      }
      case "$dynamicRef" -> reference(value.asText(), at);
      case "pattern" -> pattern(value.asText(), at);
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
    return !at(fragment).isMissingNode();
  }

  /** What a fragment of the schema leads to, or a missing node. */
  private JsonNode at(String fragment) {
    if (!fragment.isEmpty() && !fragment.startsWith("/")) {
      return anchors.getOrDefault(fragment, MissingNode.getInstance());
    }
    try {
      String pointer = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return schema.at(JsonPointer.compile(pointer));
    } catch (IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }

  /** Whether a reference leads to a schema again without going into the value. */
  private boolean isLedTo(JsonNode goal, String reference) {
    Set<JsonNode> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    if (reference.startsWith("#")) {
      reach(at(reference.substring(1)), reached);
    }
    return reached.contains(goal);
  }

  private void reach(JsonNode from, Set<JsonNode> reached) {
    if (reached.add(from)) {
      ofTheSameValue(from).forEach(applied -> reach(applied, reached));
    }
  }

  /** The schemas that one applies to the very value that it is applied to. */
  private Stream<JsonNode> ofTheSameValue(JsonNode from) {
    String reference = from.path("$ref").asText("");
    return Stream.of(
            reference.startsWith("#")
                ? Stream.of(at(reference.substring(1)))
                : Stream.<JsonNode>of(),
            Stream.of("not", "if", "then", "else").map(from::path),
            Stream.of("allOf", "anyOf", "oneOf")
                .flatMap(keyword -> from.path(keyword).valueStream()),
            from.path("dependentSchemas").valueStream())
        .flatMap(schemas -> schemas);
  }

  private void pattern(String regex, String at) {
    PatternRisk.of(regex).ifPresent(risk -> warnings.add(new Fault(at, risk)));
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
    if (DEEP_FORMATS.contains(format)) {
      warnings.add(new Fault(at, "goes a level deeper with each sign of a text"));
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
