package trackline.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import trackline.aws.QuarantineDoor;
import trackline.aws.QuarantineReason;

/** Has what was refused judged again. */
@Command(
    name = "replay",
    description =
        "Have what lies in quarantine judged again, after a change of the tracking plan for"
            + " example, and store what passes now. What is stored already stays as it is.",
    footer = {
      "",
      "It is about the quarantine of the Trackline at --url, which is a `trackline local`;",
      "--stack NAME is about that of a stack on AWS.",
      "It ends with 1 when something could not be stored now and is to be tried again, or when a",
      "line could not be read; all others are replayed then.",
      "Example: trackline replay --from 2026-11-20 --to 2026-11-21 --reason invalid --dry-run"
    })
final class ReplayCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.ReadKey key = new Options.ReadKey();
  @Mixin private final Options.Form form = new Options.Form();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      description = "The first day, YYYY-MM-DD (UTC), or the first moment, ISO-8601.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      description = "The last day, or the last moment.")
  private String to = "";

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      completionCandidates = Reasons.class,
      description = "Only what has this reason: one of ${COMPLETION-CANDIDATES}.")
  private @Nullable String reason;

  @Option(
      names = "--door",
      paramLabel = "DOOR",
      completionCandidates = Doors.class,
      description = "Only what was refused there: one of ${COMPLETION-CANDIDATES}.")
  private @Nullable String door;

  @Option(names = "--dry-run", description = "Only say what would pass; nothing is stored.")
  private boolean dryRun;

  @Mixin private final Options.Account account = new Options.Account();

  @Mixin private final Options.Stack stack = new Options.Stack();

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      description =
          "The stack's quarantine bucket, where the stack is not to be asked for it; implies --aws.")
  private @Nullable String bucket;

  /** The words of all doors. */
  static final class Doors implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(QuarantineDoor.values()).map(QuarantineDoor::word).iterator();
    }
  }

  /** The words of all reasons. */
  static final class Reasons implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(QuarantineReason.values()).map(QuarantineReason::word).iterator();
    }
  }

  ReplayCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    Instant first = time(from, "--from", 0);
    Instant end = time(to, "--to", 1);
    if (!end.isAfter(first)) {
      throw new ParameterException(command(), "--from must lie before --to.");
    }
    requireWord("door", door, new Doors());
    requireWord("reason", reason, new Reasons());
    try (ReplayPlace at = place()) {
      Replay replay =
          new Replay(at, new Replay.Wanted(first, end, door, reason), dryRun, screen::progress);
      ReplayReport report = replay.run();
      screen.progress("");
      show(report);
      return report.isWhole() ? 0 : 1;
    }
  }

  /** What is misspelt has nothing to be replayed, which would look like good news. */
  private void requireWord(String kind, @Nullable String given, Iterable<String> known) {
    if (given != null
        && StreamSupport.stream(known.spliterator(), false).noneMatch(given::equals)) {
      throw new ParameterException(
          command(),
          "There is no %s %s; --%s is one of %s."
              .formatted(kind, Words.printable(given), kind, String.join(", ", known)));
    }
  }

  private ReplayPlace place() {
    return account.isOnAws(stack.given != null || bucket != null)
        ? ReplayPlace.onAws(stack.name(), bucket, account)
        : ReplayPlace.local(place.api(key.value));
  }

  private void show(ReplayReport report) {
    if (form.json) {
      screen.json(report.json(dryRun));
    } else {
      report.lines().forEach(line -> screen.say(line, 2));
      screen.remark(report.summary(dryRun));
    }
  }

  /** A day stands for its first moment, or as the last one for the first moment of the next. */
  private Instant time(String text, String option, int daysMore) {
    Duration more =
        Times.day(text).isPresent() ? Duration.ofDays(daysMore) : Duration.ofMillis(daysMore);
    return Times.moment(text)
        .map(moment -> moment.plus(more))
        .orElseThrow(
            () ->
                new ParameterException(
                    command(),
                    option
                        + " must be a day or a moment, such as 2026-11-20 or"
                        + " 2026-11-20T09:30:00Z."));
  }

  private CommandLine command() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
