package trackline.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The period that a question is about. */
final class Window {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "From this time on, for example 2026-11-20T14:30:00Z, or a day (UTC).")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before this time; otherwise now.")
  private @Nullable Instant to;

  @Option(
      names = "--last",
      paramLabel = "LENGTH",
      description = "In place of --from: so long before the end, for example 45m, 24h or 7d.")
  private @Nullable Duration last;

  /** A period in whole seconds. */
  record Period(Instant from, Instant to) {}

  /** The period, for now; without a word about its start it is as long as it is told here. */
  Period period(Instant now, Duration length) {
    Instant end = to == null ? now.truncatedTo(ChronoUnit.SECONDS) : to;
    if (from != null && last != null) {
      throw refusal("--from and --last both say where the period starts: give one.");
    }
    Instant start = from == null ? end.minus(last == null ? length : last) : from;
    if (!start.isBefore(end)) {
      throw refusal("The period must start before it ends: from " + start + " to " + end + ".");
    }
    return new Period(start, end);
  }

  private RuntimeException refusal(String message) {
    return spec == null
        ? new CommandFailure(message, "")
        : new ParameterException(spec.commandLine(), message);
  }
}
