package trackline.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.stack.Stack.Resource;

/**
 * Without the right to list a bucket S3 calls an object that is missing forbidden. The code would
 * take it for trouble that is none, and the alarm on denials would ring for it.
 */
class MissingObjectsTest {
  /** What asks for one object by its key. */
  private static final Pattern READ = Pattern.compile("s3:(Get|Head)Object(Version)?");

  private static final String LIST = "s3:ListBucket";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "template.yaml",
        "stacks/airkit.yaml",
        "stacks/audit.yaml",
        "stacks/search.yaml",
      })
  void whoMayReadABucketsObjectsMayListIt(String template) {
    for (Resource role : Stack.read(template).resources("AWS::IAM::Role").values()) {
      List<Policy> policies = Policy.of(role);
      assertThat(buckets(policies, LIST::equals))
          .as("%s: buckets that %s may list", template, role.id())
          .containsAll(buckets(policies, READ.asMatchPredicate()));
    }
  }

  /** The buckets that statements of an action are about, as the template refers to them. */
  private static Set<String> buckets(List<Policy> policies, Predicate<String> action) {
    return policies.stream()
        .filter(policy -> policy.actions().stream().anyMatch(action))
        .flatMap(policy -> policy.resources().stream())
        .flatMap(MissingObjectsTest::bucket)
        .collect(Collectors.toSet());
  }

  private static Stream<String> bucket(Object resource) {
    Map<String, Object> call = Stack.map(resource);
    if (call.containsKey("Fn::If")) {
      return Stack.list(call.get("Fn::If")).stream().skip(1).flatMap(MissingObjectsTest::branch);
    }
    return Stream.of(name(call));
  }

  private static Stream<String> branch(Object resource) {
    return Stack.map(resource).containsKey("Ref") ? Stream.empty() : bucket(resource);
  }

  private static String name(Map<String, Object> call) {
    if (call.containsKey("Fn::Sub")) {
      return String.valueOf(call.get("Fn::Sub")).replaceFirst("/.*", "");
    }
    return call.containsKey("Ref")
        ? "${" + call.get("Ref") + "}"
        : Stack.list(call.get("Fn::GetAtt")).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(".", "${", "}"));
  }
}
