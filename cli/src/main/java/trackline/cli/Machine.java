package trackline.cli;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;

/** What this machine has of what Trackline needs. */
final class Machine {

  private static final int JAVA = 25;

  Check java() {
    int version = Runtime.version().feature();
    String found = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
    return version >= JAVA
        ? Check.ok("java", found)
        : Check.wrong("java", found, "Install a JDK " + JAVA + ", or set TRACKLINE_JDK to one.");
  }

  Check maven() {
    return onPath("mvn")
        .map(file -> Check.ok("maven", file.toString()))
        .orElseGet(
            () ->
                Check.wrong(
                    "maven",
                    "There is no mvn on PATH.",
                    "Install Maven 3.8 or later: it builds what changed."));
  }

  Check sam() {
    return onPath("sam")
        .map(file -> Check.ok("sam", file.toString()))
        .orElseGet(
            () ->
                Check.note(
                    "sam",
                    "There is no sam on PATH: needed for a deployment only.",
                    "Install it with `pip install aws-sam-cli`."));
  }

  Check curl() {
    return onPath("curl")
        .map(file -> Check.ok("curl", file.toString()))
        .orElseGet(
            () ->
                Check.note(
                    "curl",
                    "There is no curl on PATH: needed for the guides' examples only.",
                    "Install curl 7.82 or later."));
  }

  /** Whether a tracking plan, a file's or the default one, can be used. */
  static Check plan(String name) {
    try {
      Intake intake = Intake.load(name, AddressPolicy.WHOLE);
      int types = intake.plan().eventTypes().size();
      String found = "The plan " + name + " has " + types + " event types.";
      return intake.warnings().isEmpty()
          ? Check.ok("plan", found)
          : Check.note(
              "plan",
              found + "\n" + String.join("\n", intake.warnings()),
              "An event whose text it cannot judge is refused: say it more simply.");
    } catch (IllegalArgumentException e) {
      return Check.wrong(
          "plan", String.valueOf(e.getMessage()), "Correct it, or name another: --plan.");
    }
  }

  /** Whether the port of {@code local} can be had, or is taken by a Trackline already. */
  Check port(int port, boolean tracklineAnswers) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Check.ok("port", port + " is free for `trackline local`.");
    } catch (IOException e) {
      return tracklineAnswers
          ? Check.ok("port", port + " is taken, and a Trackline answers.")
          : Check.note(
              "port",
              port + " is taken by something else.",
              "Start with another one: " + Hint.of("local --port " + (port + 1), "") + ".");
    }
  }

  private static Optional<Path> onPath(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
