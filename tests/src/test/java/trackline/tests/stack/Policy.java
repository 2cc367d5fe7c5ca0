package trackline.tests.stack;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import trackline.tests.stack.Stack.Resource;

/** A statement of a role's policies. */
record Policy(String role, Set<String> actions, List<?> resources) {

  static List<Policy> of(Resource role) {
    return Stack.list(role.properties().get("Policies")).stream()
        .map(policy -> Stack.map(Stack.map(policy).get("PolicyDocument")).get("Statement"))
        .flatMap(statements -> Stack.list(statements).stream())
        .map(Stack::map)
        .flatMap(Policy::branches)
        .map(statement -> of(role.id(), statement))
        .toList();
  }

  /** A statement as it is, or both of those that a condition chooses from. */
  private static Stream<Map<String, Object>> branches(Map<String, Object> statement) {
    return statement.containsKey("Fn::If")
        ? Stack.list(statement.get("Fn::If")).stream()
            .skip(1)
            .map(Stack::map)
            .filter(branch -> !branch.containsKey("Ref"))
        : Stream.of(statement);
  }

  private static Policy of(String role, Map<String, Object> statement) {
    Set<String> actions =
        Stack.list(statement.get("Action")).stream()
            .map(String::valueOf)
            .collect(Collectors.toSet());
    return new Policy(role, actions, Stack.list(statement.get("Resource")));
  }

  /** Whether it reaches past what it names. */
  boolean unbound() {
    return resources.contains("*") || actions.stream().anyMatch(action -> action.contains("*"));
  }

  @Override
  public String toString() {
    return role + " " + String.join(" ", actions);
  }
}
