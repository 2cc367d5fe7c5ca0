package trackline.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
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

  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .pathType(PathType.JSON_POINTER)
          .formatAssertionsEnabled(true)
          .errorMessageKeyword("")
          .build();

  private final Map<String, Schema> schemas = new HashMap<>();

  PropertySchemas(TrackingPlan plan) {
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(CONFIG));
    for (EventType type : plan.eventTypes().values()) {
      Schema schema = registry.getSchema(type.properties());
      schema.initializeValidators();
      schemas.put(type.name(), schema);
    }
  }

  /** What the plan has against the properties of an event; pointers are into the properties. */
  List<Fault> judge(EventType type, ObjectNode properties) {
    Schema schema = schemas.getOrDefault(type.name(), schemas.get(TrackingPlan.ANY));
    if (schema == null) {
      throw new IllegalArgumentException("The type is of another plan");
    }
    return schema.validate(WholeNumbers.in(properties)).stream()
        .map(PropertySchemas::fault)
        .toList();
  }

  private static Fault fault(Error error) {
    return new Fault(error.getInstanceLocation().toString(), detail(error));
  }

  private static String detail(Error error) {
    String keyword = error.getKeyword();
    return TELLING.contains(keyword) ? error.getMessage() : "breaks the plan's rule " + keyword;
  }
}
