package trackline.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the log of a function of a running local. */
@Command(
    name = "logs",
    description = "Show the log of a function that runs under `trackline local --data DIR`.",
    footer = {
      "",
      "Times are in UTC. Members that are 0 are left out; --json has all of them.",
      "On AWS the functions log to CloudWatch: `sam logs --name FUNCTION --tail` shows that.",
      "Example: trackline logs forward --data data -f"
    })
final class LogsCommand implements Callable<Integer> {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String SUFFIX = ".log";

  private final Screen screen;
  private final LogText text;

  @Parameters(paramLabel = "FUNCTION", description = "For example ingest or forward.")
  private String function = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The folder that `local` was given.")
  private Path data = Path.of("");

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is logged from now on, until interrupted.")
  private boolean follow;

  @Option(names = "--json", description = "The lines as they were logged: JSON.")
  private boolean json;

  LogsCommand(Screen screen) {
    this.screen = screen;
    this.text = new LogText(screen.terminal());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = data.resolve("logs");
    List<String> functions = functions(folder);
    if (!functions.contains(function)) {
      throw new CommandFailure(
          "No log of a function " + function + " in " + folder + ".", whereToLook(functions));
    }
    try (BufferedReader log = Files.newBufferedReader(folder.resolve(function + SUFFIX))) {
      show(log);
    }
    return 0;
  }

  private void show(BufferedReader log) throws IOException, InterruptedException {
    char[] buffer = new char[8_192];
    StringBuilder rest = new StringBuilder();
    while (true) {
      int read = log.read(buffer);
      if (read > 0) {
        rest.append(buffer, 0, read);
        showLines(rest);
      } else if (follow) {
        Thread.sleep(PAUSE);
      } else {
        return;
      }
    }
  }

  /** Shows what are whole lines, and leaves the rest. */
  private void showLines(StringBuilder text) {
    int end = text.lastIndexOf("\n") + 1;
    text.substring(0, end).lines().forEach(this::show);
    text.delete(0, end);
  }

  private void show(String line) {
    if (json) {
      screen.say(line);
    } else {
      text.lines(line).forEach(screen::say);
    }
  }

  private String whereToLook(List<String> functions) {
    String target = " --data " + Hint.word(data.toString());
    return functions.isEmpty()
        ? "Does "
            + Hint.of("local", target)
            + " run, or has it? On AWS: `sam logs --name FUNCTION --tail`."
        : "There are logs of "
            + String.join(", ", functions)
            + ": "
            + Hint.of("logs " + functions.getFirst(), target)
            + " shows one.";
  }

  private static List<String> functions(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }
}
