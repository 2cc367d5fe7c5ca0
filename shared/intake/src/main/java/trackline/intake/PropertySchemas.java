package trackline.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import trackline.event.Fault;
import trackline.plan.EventType;
import trackline.plan.TrackingPlan;

/** The plan's JSON Schemas, ready to judge properties. */
final class PropertySchemas {
  /** The keywords whose messages name what the plan asks for and nothing that the client sent. */
  private static final Set<String> TELLING =
      Set.of(
          "type",
          "required",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "enum",
          "pattern",
          "format",
          "multipleOf",
          "uniqueItems");

  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .formatAssertionsEnabled(true)
          .errorMessageKeyword("")
          .build();

  private final Map<String, JsonSchema> schemas = new HashMap<>();

  PropertySchemas(TrackingPlan plan) {
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    for (EventType type : plan.eventTypes().values()) {
      JsonSchema schema = factory.getSchema(type.properties(), CONFIG);
      schema.initializeValidators();
      schemas.put(type.name(), schema);
    }
  }

  /** What the plan has against the properties of an event; pointers are into the properties. */
  List<Fault> judge(EventType type, ObjectNode properties) {
    JsonSchema schema = schemas.getOrDefault(type.name(), schemas.get(TrackingPlan.ANY));
    if (schema == null) {
      throw new IllegalArgumentException("The type is of another plan");
    }
    return schema.validate(properties).stream().map(PropertySchemas::fault).toList();
  }

  private static Fault fault(ValidationMessage message) {
    return new Fault(message.getInstanceLocation().toString(), detail(message));
  }

  private static String detail(ValidationMessage message) {
    String keyword = message.getType();
    if (!TELLING.contains(keyword)) {
      return "breaks the plan's rule " + keyword;
    }
    String text = message.getMessage();
    String location = message.getInstanceLocation() + ": ";
    return text.startsWith(location) ? text.substring(location.length()) : text;
  }
}
