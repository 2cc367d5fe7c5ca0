package trackline.engines.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** CloudFormation's functions, with every resource under its local name. */
final class Intrinsics {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([A-Za-z0-9:.]+)}");
  private static final String OUTPUTS = "Outputs.";
  private static final Map<String, String> PSEUDO =
      Map.of(
          "AWS::StackName", "trackline",
          "AWS::StackId",
              "arn:aws:cloudformation:us-east-1:000000000000:stack/trackline/"
                  + "00000000-0000-0000-0000-000000000000",
          "AWS::Region", "us-east-1",
          "AWS::AccountId", "000000000000",
          "AWS::Partition", "aws",
          "AWS::URLSuffix", "amazonaws.com");

  private final JsonNode template;
  private final Map<String, String> parameters;
  private final Map<String, JsonNode> nestedOutputs;

  /**
   * The functions over a template.
   *
   * @param nestedOutputs what the stacks nested in it put out, by their logical ids
   */
  Intrinsics(
      JsonNode template, Map<String, String> parameters, Map<String, JsonNode> nestedOutputs) {
    this.template = template;
    this.parameters = parameters;
    this.nestedOutputs = nestedOutputs;
  }

  /** The value with every function in it computed; a NoValue leaves nothing behind. */
  JsonNode resolve(JsonNode value) {
    if (value instanceof ArrayNode array) {
      ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> addPresent(resolved, resolve(element)));
      return resolved;
    }
    if (!(value instanceof ObjectNode object)) {
      return value;
    }
    if (object.size() == 1) {
      String name = object.fieldNames().next();
      if (name.equals("Ref") || name.startsWith("Fn::") || name.equals("Condition")) {
        return compute(name, object.get(name));
      }
    }
    ObjectNode resolved = JsonNodeFactory.instance.objectNode();
    object
        .properties()
        .forEach(
            member -> {
              JsonNode result = resolve(member.getValue());
              if (!result.isNull()) {
                resolved.set(member.getKey(), result);
              }
            });
    return resolved;
  }

  private static void addPresent(ArrayNode array, JsonNode value) {
    if (!value.isNull()) {
      array.add(value);
    }
  }

  private JsonNode compute(String function, JsonNode argument) {
    return switch (function) {
      case "Ref" -> ref(argument.asText());
      case "Condition" -> BooleanNode.valueOf(condition(argument.asText()));
      case "Fn::GetAtt" ->
          TextNode.valueOf(attribute(argument.get(0).asText(), argument.get(1).asText()));
      case "Fn::Sub" -> TextNode.valueOf(substitute(argument));
      case "Fn::Select" -> resolve(argument.get(1)).path(resolve(argument.get(0)).asInt());
      case "Fn::Split" -> split(resolve(argument.get(0)).asText(), argument.get(1));
      case "Fn::Join" -> join(argument.get(0).asText(), resolve(argument.get(1)));
      case "Fn::If" -> resolve(argument.get(condition(argument.get(0).asText()) ? 1 : 2));
      case "Fn::Equals" ->
          BooleanNode.valueOf(
              resolve(argument.get(0)).asText().equals(resolve(argument.get(1)).asText()));
      case "Fn::Not" -> BooleanNode.valueOf(!resolve(argument.get(0)).asBoolean());
      case "Fn::And" -> BooleanNode.valueOf(matching(argument) == argument.size());
      case "Fn::Or" -> BooleanNode.valueOf(matching(argument) > 0);
      default ->
          throw new IllegalArgumentException("template.yaml uses " + function + ", unknown here");
    };
  }

  private int matching(JsonNode conditions) {
    int count = 0;
    for (JsonNode condition : conditions) {
      count += resolve(condition).asBoolean() ? 1 : 0;
    }
    return count;
  }

  boolean condition(String name) {
    return resolve(template.path("Conditions").path(name)).asBoolean();
  }

  private JsonNode ref(String name) {
    if (name.equals("AWS::NoValue")) {
      return NullNode.instance;
    }
    String given = parameters.get(name);
    JsonNode parameter = template.path("Parameters").path(name);
    if (given != null) {
      return TextNode.valueOf(given);
    }
    return parameter.isMissingNode()
        ? TextNode.valueOf(PSEUDO.getOrDefault(name, LocalNames.of(name)))
        : parameter.path("Default");
  }

  /** Here a resource is known by its name only: an ARN is the name. */
  private String attribute(String resource, String attribute) {
    if (attribute.startsWith(OUTPUTS)) {
      return nestedOutputs
          .getOrDefault(resource, NullNode.instance)
          .path(attribute.substring(OUTPUTS.length()))
          .path("Value")
          .asText();
    }
    return attribute.equals("Arn") || attribute.equals("StreamArn")
        ? LocalNames.of(resource)
        : LocalNames.of(resource) + "." + attribute;
  }

  private ArrayNode split(String separator, JsonNode text) {
    ArrayNode parts = JsonNodeFactory.instance.arrayNode();
    for (String part : resolve(text).asText().split(Pattern.quote(separator), -1)) {
      parts.add(part);
    }
    return parts;
  }

  private static TextNode join(String separator, JsonNode parts) {
    return TextNode.valueOf(
        StreamSupport.stream(parts.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(separator)));
  }

  /** A text, or a text with variables of its own. */
  private String substitute(JsonNode argument) {
    return argument.isArray()
        ? substitute(argument.get(0).asText(), resolve(argument.get(1)))
        : substitute(argument.asText(), JsonNodeFactory.instance.objectNode());
  }

  private String substitute(String text, JsonNode own) {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      String value = own.has(name) ? own.get(name).asText() : variable(name);
      value = matcher.group(1).isEmpty() ? value : "${" + name + "}";
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
  }

  private String variable(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? ref(name).asText()
        : attribute(name.substring(0, dot), name.substring(dot + 1));
  }
}
