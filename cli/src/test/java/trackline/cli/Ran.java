package trackline.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** What came of a command at noon of a Friday. */
record Ran(int exitCode, String out, String err) {

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

  static Ran trackline(String... arguments) {
    return on(Terminal.NONE, arguments);
  }

  /** The same on a terminal. */
  static Ran on(Terminal terminal, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Screen screen = new Screen(new PrintWriter(out), new PrintWriter(err), false, terminal, CLOCK);
    int exitCode = Trackline.commandLine(screen).execute(arguments);
    return new Ran(exitCode, out.toString(), err.toString());
  }
}
