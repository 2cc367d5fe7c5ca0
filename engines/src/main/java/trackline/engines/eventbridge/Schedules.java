package trackline.engines.eventbridge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.lambda.LocalFunction.FunctionFailure;
import trackline.engines.template.Trigger;

/** EventBridge Scheduler on one machine, for expressions of the form {@code rate(1 hour)}. */
public final class Schedules implements AutoCloseable {
  private static final Pattern RATE = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)");

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  /** Starts every schedule of the functions; the first run is one period from now. */
  public Schedules(List<LocalFunction> functions) {
    for (LocalFunction function : functions) {
      for (Trigger trigger : function.spec().triggers()) {
        if (trigger instanceof Trigger.Schedule(String expression, String input)) {
          long millis = period(expression).toMillis();
          ScheduledFuture<?> _ =
              timer.scheduleAtFixedRate(
                  () -> run(function, input), millis, millis, TimeUnit.MILLISECONDS);
        }
      }
    }
  }

  static Duration period(String expression) {
    Matcher rate = RATE.matcher(expression);
    if (!rate.matches()) {
      throw new IllegalArgumentException(
          "A schedule here is a rate, such as rate(1 hour); template.yaml has " + expression);
    }
    long count = Long.parseLong(rate.group(1));
    return switch (rate.group(2)) {
      case "minute" -> Duration.ofMinutes(count);
      case "hour" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static void run(LocalFunction function, String input) {
    try {
      function.invoke(input.getBytes(StandardCharsets.UTF_8));
    } catch (FunctionFailure e) {
      // The function's log has it; the next run comes in any case.
      return;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
