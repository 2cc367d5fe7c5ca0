package trackline.engines.template;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A function of the stack.
 *
 * @param logicalId its name in the template, for example {@code IngestFunction}
 * @param handlerClass the class of its handler
 * @param environment its variables, resolved to local names
 * @param timeout after which AWS would end an invocation
 */
public record FunctionSpec(
    String logicalId,
    String handlerClass,
    Map<String, String> environment,
    Duration timeout,
    List<Trigger> triggers) {

  /** The name under which it logs: {@code IngestFunction} is {@code ingest}. */
  public String logName() {
    return logicalId.replaceFirst("Function$", "").toLowerCase(Locale.ROOT);
  }

  /** The name of its log group. */
  public String logGroup() {
    return LocalNames.of(logicalId.replaceFirst("Function$", "LogGroup"));
  }

  /** Its name in the stack, under which it holds its role's session. */
  public String functionName() {
    return LocalNames.of(logicalId.replaceFirst("Function$", ""));
  }

  /** The name of its role: each function has one of its own, named after it. */
  public String roleName() {
    return LocalNames.of(logicalId.replaceFirst("Function$", "Role"));
  }
}
