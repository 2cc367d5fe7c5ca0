package trackline.engines.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The YAML of CloudFormation, read as the JSON that it stands for: {@code !Ref X} is {@code {"Ref":
 * "X"}}, {@code !GetAtt A.B} is {@code {"Fn::GetAtt": ["A", "B"]}}.
 */
final class Yaml {
  private Yaml() {}

  static JsonNode read(InputStream in) {
    Object document = new org.yaml.snakeyaml.Yaml(new Tags(new LoaderOptions())).load(in);
    return new ObjectMapper().valueToTree(document);
  }

  private static final class Tags extends SafeConstructor {
    Tags(LoaderOptions options) {
      super(options);
      yamlMultiConstructors.put("!", new Intrinsic());
    }

    private final class Intrinsic extends AbstractConstruct {
      @Override
      public Object construct(Node node) {
        String name = node.getTag().getValue().substring(1);
        Object value = value(node);
        return switch (name) {
          case "Ref", "Condition" -> Map.of(name, value);
          case "GetAtt" -> Map.of("Fn::GetAtt", value instanceof String text ? path(text) : value);
          default -> Map.of("Fn::" + name, value);
        };
      }

      private Object value(Node node) {
        return switch (node) {
          case ScalarNode scalar -> constructScalar(scalar);
          case SequenceNode sequence -> constructSequence(sequence);
          case MappingNode mapping -> constructMapping(mapping);
          default -> throw new IllegalArgumentException("No value: " + node.getNodeId());
        };
      }

      /** A logical id has no dots; an attribute may. */
      private static List<String> path(String text) {
        return List.of(text.split("\\.", 2));
      }
    }
  }
}
