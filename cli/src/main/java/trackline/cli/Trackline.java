package trackline.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
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
            .addSubcommand(new ReplayCommand(screen))
            .addSubcommand(new StreamArnCommand(screen))
            .addSubcommand(new LogsCommand(screen))
            .addSubcommand(new DoctorCommand(screen));
    commands.getSubcommands().values().forEach(Trackline::addHelp);
    addHelp(commands);
    return commands
        .registerConverter(URI.class, Trackline::url)
        .registerConverter(LocalDate.class, Trackline::day)
        .setUsageHelpWidth(100)
        .setOut(screen.out())
        .setErr(screen.err())
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, screen));
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
  }

  private static URI url(String text) {
    if (!text.matches("https?://[^/?#\\s]+(/[^?#\\s]*)?")) {
      throw new TypeConversionException(
          "'" + text + "' is no address; one looks like " + Options.LOCAL + ".");
    }
    return URI.create(text);
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + text + "' is no day; one looks like 2026-11-20.");
    }
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
        Clock.systemUTC());
  }
}
