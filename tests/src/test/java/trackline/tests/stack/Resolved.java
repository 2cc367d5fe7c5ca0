package trackline.tests.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import trackline.engines.template.Template;

/** The stack with its audit on and CloudFormation's functions computed, under local names. */
final class Resolved {
  private Resolved() {}

  static Template template(Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("Audit", "on");
    all.put("AirkitOrganizationId", "local");
    return Template.load(all);
  }

  /** The properties of a resource. */
  static JsonNode of(Map<String, String> parameters, String type, String id) {
    return Objects.requireNonNull(
        template(parameters).resources(type).get(id), () -> "No " + type + " named " + id);
  }
}
