package trackline.engines.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The SAM template of the stack, with its parameters' defaults or the values given, and those of
 * the stacks that are nested in it and on.
 */
public final class Template {
  private static final int DEFAULT_TIMEOUT_SECONDS = 3;

  private final JsonNode document;
  private final Intrinsics intrinsics;
  private final List<Template> nested;

  private Template(JsonNode document, Map<String, String> parameters) {
    this.document = document;
    Map<String, JsonNode> outputs = new LinkedHashMap<>();
    this.intrinsics = new Intrinsics(document, parameters, outputs);
    this.nested = nested(document, intrinsics, outputs);
  }

  /** Reads the stack's own template, which the build puts on the class path. */
  public static Template load(Map<String, String> parameters) {
    return load("template.yaml", parameters);
  }

  private static Template load(String name, Map<String, String> parameters) {
    try (InputStream in = Template.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException(name + " is not on the class path");
      }
      return new Template(Yaml.read(in), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The stacks in a template, each with the parameters that it is given, in the template's order:
   * one knows the outputs of those before it.
   */
  private static List<Template> nested(
      JsonNode document, Intrinsics intrinsics, Map<String, JsonNode> outputs) {
    List<Template> stacks = new ArrayList<>();
    for (String id : own(document, intrinsics, "AWS::CloudFormation::Stack").keySet()) {
      Template stack =
          given(intrinsics.resolve(document.path("Resources").path(id).path("Properties")));
      outputs.put(id, stack.outputs());
      stacks.add(stack);
    }
    return List.copyOf(stacks);
  }

  private static Template given(JsonNode properties) {
    Map<String, String> parameters = new LinkedHashMap<>();
    properties
        .path("Parameters")
        .properties()
        .forEach(given -> parameters.put(given.getKey(), given.getValue().asText()));
    return load(properties.path("TemplateURL").asText(), parameters);
  }

  private JsonNode outputs() {
    return intrinsics.resolve(document.path("Outputs"));
  }

  /**
   * The functions, in the order of the walk. Those of nested stacks that nothing triggers, which
   * set up what is on AWS, are none of them.
   */
  public List<FunctionSpec> functions() {
    List<FunctionSpec> functions = new ArrayList<>();
    own(document, intrinsics, "AWS::Serverless::Function")
        .forEach((id, properties) -> functions.add(function(id, properties)));
    nested.stream()
        .flatMap(stack -> stack.functions().stream())
        .filter(function -> !function.triggers().isEmpty())
        .forEach(functions::add);
    return functions;
  }

  /**
   * One of the functions.
   *
   * @throws java.util.NoSuchElementException when there is none of this logical id
   */
  public FunctionSpec function(String logicalId) {
    return functions().stream()
        .filter(function -> function.logicalId().equals(logicalId))
        .findFirst()
        .orElseThrow();
  }

  /** The resolved properties of each resource of a type, by logical id. */
  public Map<String, JsonNode> resources(String type) {
    Map<String, JsonNode> found = own(document, intrinsics, type);
    nested.forEach(stack -> found.putAll(stack.resources(type)));
    return found;
  }

  private static Map<String, JsonNode> own(JsonNode document, Intrinsics intrinsics, String type) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    document
        .path("Resources")
        .properties()
        .forEach(
            resource -> {
              JsonNode value = resource.getValue();
              if (value.path("Type").asText().equals(type) && isOn(value, intrinsics)) {
                found.put(resource.getKey(), intrinsics.resolve(value.path("Properties")));
              }
            });
    return found;
  }

  private static boolean isOn(JsonNode resource, Intrinsics intrinsics) {
    return !resource.has("Condition") || intrinsics.condition(resource.path("Condition").asText());
  }

  private static FunctionSpec function(String logicalId, JsonNode properties) {
    Map<String, String> environment = new LinkedHashMap<>();
    properties
        .path("Environment")
        .path("Variables")
        .properties()
        .forEach(variable -> environment.put(variable.getKey(), variable.getValue().asText()));
    List<Trigger> triggers = new ArrayList<>();
    properties.path("Events").forEach(event -> triggers.add(trigger(event)));
    return new FunctionSpec(
        logicalId,
        properties.path("Handler").asText().replaceFirst("::.*", ""),
        environment,
        Duration.ofSeconds(properties.path("Timeout").asInt(DEFAULT_TIMEOUT_SECONDS)),
        triggers);
  }

  private static Trigger trigger(JsonNode event) {
    JsonNode properties = event.path("Properties");
    return switch (event.path("Type").asText()) {
      case "HttpApi" -> new Trigger.Route(properties.path("Path").asText(Trigger.Route.DEFAULT));
      case "DynamoDB" -> new Trigger.Stream(properties.path("Stream").asText(), properties);
      case "ScheduleV2" ->
          new Trigger.Schedule(
              properties.path("ScheduleExpression").asText(), properties.path("Input").asText());
      case "EventBridgeRule" -> new Trigger.Rule(properties.path("Pattern"));
      default ->
          throw new IllegalArgumentException(
              "template.yaml has a trigger " + event.path("Type") + ", unknown here");
    };
  }
}
