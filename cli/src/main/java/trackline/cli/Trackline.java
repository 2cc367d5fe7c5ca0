package trackline.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** The {@code trackline} command. */
@Command(
    name = "trackline",
    description = "Event tracking and analytics that a team owns.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "`trackline COMMAND --help` says what a command takes.",
      "It ends with 0 when all went well, 1 when it did not, 2 when it was not understood."
    })
public final class Trackline {

  private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,5})([smhd])");

  private Trackline() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(terminal()).execute(arguments));
  }

  static CommandLine commandLine(Screen screen) {
    CommandLine commands =
        new CommandLine(new Trackline())
            .addSubcommand(new LocalCommand(screen))
            .addSubcommand(new FakeCommand(screen))
            .addSubcommand(new RecentCommand(screen))
            .addSubcommand(new LoginsCommand(screen))
            .addSubcommand(new RollupCommand(screen))
            .addSubcommand(
                new CommandLine(new AuditCommand(screen))
                    .addSubcommand(new AuditVerifyCommand(screen)))
            .addSubcommand(new ReplayCommand(screen))
            .addSubcommand(
                new CommandLine(new ErasuresCommand(screen))
                    .addSubcommand(new ErasuresUndoCommand(screen)))
            .addSubcommand(new StreamArnCommand(screen))
            .addSubcommand(new LogsCommand(screen))
            .addSubcommand(new DoctorCommand(screen));
    addHelp(commands);
    return commands
        .registerConverter(URI.class, Trackline::url)
        .registerConverter(LocalDate.class, Trackline::day)
        .registerConverter(Instant.class, Trackline::time)
        .registerConverter(Duration.class, Trackline::duration)
        .setUsageHelpWidth(screen.terminal().helpColumns())
        .setColorScheme(colours(screen))
        .setOut(screen.out())
        .setErr(screen.err())
        .setParameterExceptionHandler((wrong, _) -> Complaint.tell(wrong, screen))
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, screen));
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
    command.getSubcommands().values().forEach(Trackline::addHelp);
  }

  private static CommandLine.Help.ColorScheme colours(Screen screen) {
    return CommandLine.Help.defaultColorScheme(
        screen.terminal().colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF);
  }

  private static URI url(String text) {
    if (!text.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?")) {
      throw new TypeConversionException(
          "'" + text + "' is no address; one looks like " + Options.LOCAL + ".");
    }
    return URI.create(text);
  }

  private static LocalDate day(String text) {
    return Times.day(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no day; one looks like 2026-11-20."));
  }

  private static Instant time(String text) {
    return Times.moment(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is no time; one looks like 2026-11-20T14:30:00Z or 2026-11-20."));
  }

  private static Duration duration(String text) {
    Matcher match = DURATION.matcher(text);
    if (!match.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is no length of time; one looks like 45s, 45m, 24h or 7d.");
    }
    long count = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static int explain(Exception failure, Screen screen) {
    switch (failure) {
      case CommandFailure known -> {
        screen.remark("trackline: " + known.getMessage());
        if (!known.advice().isEmpty()) {
          screen.remark("  " + known.advice());
        }
      }
      default -> {
        screen.remark("trackline: " + failure);
        if (System.getenv("TRACKLINE_TRACE") == null) {
          screen.remark("  With TRACKLINE_TRACE=1 in the environment it tells where.");
        } else {
          failure.printStackTrace(screen.err());
        }
      }
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static Screen terminal() {
    return new Screen(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false),
        Terminal.found(),
        Clock.systemUTC());
  }
}
