package trackline.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Formats;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import trackline.event.Fault;
import trackline.plan.EventType;
import trackline.plan.TeamFile;
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
          .regularExpressionFactory(new Patterns())
          .build();

  private static final Dialect DIALECT =
      Dialect.builder(Dialects.getDraft202012())
          .formats(BoundedFormat.all(Formats.DEFAULT))
          .build();

  /**
   * What a schema refers to is in it, or is a meta-schema on the class path: nothing is fetched.
   */
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(DIALECT, builder -> builder.schemaRegistryConfig(CONFIG));

  private final Map<String, Schema> schemas = new HashMap<>();

  /**
   * Takes the schemas of a plan.
   *
   * @throws IllegalArgumentException saying all that is wrong with them, and where in the plan
   */
  PropertySchemas(TrackingPlan plan) {
    Schema meta = registry.getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
    List<Fault> faults =
        new TreeMap<>(plan.eventTypes())
            .values().stream().flatMap(type -> faults(type, meta)).toList();
    if (!faults.isEmpty()) {
      throw TeamFile.refusal(faults);
    }
    plan.eventTypes().values().forEach(type -> schemas.put(type.name(), schema(type)));
  }

  /** What of a plan's schemas may fail to judge an event, and where in the plan. */
  static List<Fault> warnings(TrackingPlan plan) {
    return new TreeMap<>(plan.eventTypes())
        .values().stream()
            .flatMap(
                type ->
                    SchemaCheck.warnings(type.properties()).stream()
                        .map(risk -> new Fault(place(type) + risk.pointer(), risk.detail())))
            .toList();
  }

  private static String place(EventType type) {
    return "/event_types" + TeamFile.pointer(type.name()) + "/properties";
  }

  private static Stream<Fault> faults(EventType type, Schema meta) {
    List<Fault> faults =
        meta.validate(type.properties()).stream().map(PropertySchemas::whole).toList();
    return merged(faults.isEmpty() ? SchemaCheck.faults(type.properties()) : faults)
        .map(fault -> new Fault(place(type) + fault.pointer(), fault.detail()));
  }

  /** A keyword that may be of several kinds is told once, with all of them. */
  private static Stream<Fault> merged(List<Fault> faults) {
    Map<String, List<String>> details = new LinkedHashMap<>();
    faults.forEach(
        fault ->
            details.computeIfAbsent(fault.pointer(), _ -> new ArrayList<>()).add(fault.detail()));
    return details.entrySet().stream()
        .map(at -> new Fault(at.getKey(), String.join(", or ", at.getValue())));
  }

  private Schema schema(EventType type) {
    Schema schema = registry.getSchema(type.properties());
    schema.initializeValidators();
    return schema;
  }

  /**
   * What the plan has against the properties of an event; pointers are into the properties. What a
   * schema cannot judge it does not let pass, and nothing else of a batch is lost by it.
   */
  List<Fault> judge(EventType type, ObjectNode properties) {
    Schema schema = schemas.getOrDefault(type.name(), schemas.get(TrackingPlan.ANY));
    if (schema == null) {
      throw new IllegalArgumentException("The type is of another plan");
    }
    try {
      return Patterns.bounded(() -> schema.validate(WholeNumbers.in(properties))).stream()
          .map(PropertySchemas::fault)
          .toList();
    } catch (Patterns.Unanswered e) {
      return unjudged(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      return unjudged("it goes too deep, or a pattern or format of it does");
    } catch (RuntimeException e) {
      // The validator's formats throw what the texts make them; its message may quote one.
      return unjudged("it fails with " + e.getClass().getSimpleName());
    }
  }

  private static List<Fault> unjudged(String why) {
    return List.of(new Fault("", "cannot be judged by the plan's schema: " + why));
  }

  /** With all that the validator says: a plan's writer may be told what the plan says. */
  private static Fault whole(Error error) {
    return new Fault(error.getInstanceLocation().toString(), error.getMessage());
  }

  private static Fault fault(Error error) {
    return new Fault(error.getInstanceLocation().toString(), detail(error));
  }

  private static String detail(Error error) {
    String keyword = error.getKeyword();
    return TELLING.contains(keyword) ? error.getMessage() : "breaks the plan's rule " + keyword;
  }
}
