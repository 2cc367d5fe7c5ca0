package trackline.tests.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A stack as its template describes it, its short tags in their long form. */
final class Stack {
  /** The top folder of the repository. */
  static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("trackline.root")));

  private final Map<String, Object> template;

  private Stack(Map<String, Object> template) {
    this.template = template;
  }

  /** The stack of the walk. */
  static Stack read() {
    return read("template.yaml");
  }

  /** The stack of a template in the repository. */
  static Stack read(String template) {
    try {
      Yaml yaml = new Yaml(new Tags(new LoaderOptions()));
      return new Stack(yaml.load(Files.readString(ROOT.resolve(template))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resources of a type, by logical id. */
  Map<String, Resource> resources(String type) {
    return resources().entrySet().stream()
        .filter(entry -> type.equals(map(entry.getValue()).get("Type")))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> new Resource(entry.getKey(), map(entry.getValue())),
                (one, other) -> one,
                LinkedHashMap::new));
  }

  Resource resource(String type, String id) {
    return Objects.requireNonNull(resources(type).get(id), () -> "No " + type + " named " + id);
  }

  /** All resources, by logical id. */
  Map<String, Object> resources() {
    return map(template.get("Resources"));
  }

  /** A resource of whichever type. */
  Map<String, Object> node(String id) {
    return map(Objects.requireNonNull(resources().get(id), () -> "No resource named " + id));
  }

  Map<String, Object> conditions() {
    return map(template.get("Conditions"));
  }

  List<Function> functions() {
    return resources("AWS::Serverless::Function").values().stream().map(Function::new).toList();
  }

  Map<String, Object> globals() {
    return map(map(template.get("Globals")).get("Function"));
  }

  Map<String, Object> parameter(String name) {
    return map(parameters().get(name));
  }

  Map<String, Object> parameters() {
    return map(template.get("Parameters"));
  }

  /** The groups in which a console shows the parameters. */
  List<?> parameterGroups() {
    return list(
        map(map(template.get("Metadata")).get("AWS::CloudFormation::Interface"))
            .get("ParameterGroups"));
  }

  Map<String, Object> outputs() {
    return map(template.get("Outputs"));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object node) {
    return node == null ? Map.of() : (Map<String, Object>) node;
  }

  static List<?> list(Object node) {
    return switch (node) {
      case null -> List.of();
      case List<?> list -> list;
      default -> List.of(node);
    };
  }

  /** A resource with its properties. */
  record Resource(String id, Map<String, Object> node) {
    Map<String, Object> properties() {
      return map(node.get("Properties"));
    }
  }

  /** A function and what stands beside it. */
  record Function(Resource resource) {
    /** The name as the rooms have it: {@code ingest} for IngestFunction. */
    String name() {
      return resource.id().replace("Function", "").toLowerCase(Locale.ROOT);
    }

    String handlerClass() {
      return String.valueOf(resource.properties().get("Handler")).replaceFirst("::.*", "");
    }

    Map<String, Object> variables() {
      return map(map(resource.properties().get("Environment")).get("Variables"));
    }

    /** The triggers, by name. */
    List<Trigger> triggers() {
      return map(resource.properties().get("Events")).entrySet().stream()
          .map(event -> new Trigger(name(), event.getKey(), map(event.getValue())))
          .toList();
    }

    /** The logical id that a property refers to, as GetAtt or Ref. */
    String referred(Object reference) {
      Map<String, Object> call = map(reference);
      return call.containsKey("Ref")
          ? String.valueOf(call.get("Ref"))
          : String.valueOf(list(call.get("Fn::GetAtt")).getFirst());
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /** What calls a function. */
  record Trigger(String function, String name, Map<String, Object> node) {
    String type() {
      return String.valueOf(node.get("Type"));
    }

    Map<String, Object> properties() {
      return map(node.get("Properties"));
    }

    /**
     * Its payload in events/: events/query/user-events.json for UserEvents of the query function.
     */
    Path payload() {
      String kebab = name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
      return ROOT.resolve("events").resolve(function).resolve(kebab + ".json");
    }

    @Override
    public String toString() {
      return function + " " + name;
    }
  }

  /** Reads !Ref X as {Ref: X}, !GetAtt A.B as {Fn::GetAtt: [A, B]}, and so on. */
  private static final class Tags extends SafeConstructor {
    Tags(LoaderOptions options) {
      super(options);
      yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              return call(node.getTag().getValue().substring(1), value(node));
            }
          });
    }

    private Object value(Node node) {
      return switch (node) {
        case SequenceNode sequence -> constructSequence(sequence);
        case MappingNode mapping -> constructMapping(mapping);
        case ScalarNode scalar -> scalar.getValue();
        default -> throw new IllegalArgumentException("An alias under a tag: " + node);
      };
    }

    private static Map<String, Object> call(String tag, Object value) {
      return switch (tag) {
        case "Ref", "Condition" -> Map.of(tag, value);
        case "GetAtt" -> Map.of("Fn::GetAtt", List.of(String.valueOf(value).split("\\.", 2)));
        default -> Map.of("Fn::" + tag, value);
      };
    }
  }
}
