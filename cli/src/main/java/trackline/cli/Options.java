package trackline.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that several commands share. */
final class Options {

  private static final String DEFAULT_URL = "http://localhost:8080";

  private static final int HIGHEST_PORT = 65_535;

  /** Where {@code local} is, unless it is told otherwise. */
  static final URI LOCAL = URI.create(DEFAULT_URL);

  private Options() {}

  /** Refuses a number below the least. */
  static void atLeast(int least, String option, int value, CommandSpec spec) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " must be " + least + " or more, not " + value + ".");
    }
  }

  /** Refuses a port that is none. */
  static void port(int value, CommandSpec spec) {
    if (value < 0 || value > HIGHEST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port must be 0 to " + HIGHEST_PORT + ", not " + value + ".");
    }
  }

  /** Where Trackline is. */
  static final class Place {
    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "${env:TRACKLINE_URL:-" + DEFAULT_URL + "}",
        description = "Where Trackline is (TRACKLINE_URL; otherwise " + DEFAULT_URL + ").")
    URI url = LOCAL;
  }

  /** What opens the door for readers. */
  static final class ReadKey {
    @Option(
        names = "--read-key",
        paramLabel = "KEY",
        defaultValue = "${env:TRACKLINE_READ_KEY:-local-read}",
        description = "A read key (TRACKLINE_READ_KEY; otherwise the one of `local`).")
    String value = "local-read";
  }

  /** What opens the door for writers. */
  static final class WriteKey {
    @Option(
        names = {"--write-key", "--key"},
        paramLabel = "KEY",
        defaultValue = "${env:TRACKLINE_WRITE_KEY:-local-write}",
        description = "A write key (TRACKLINE_WRITE_KEY; otherwise the one of `local`).")
    String value = "local-write";
  }

  /** What opens the door for auditors. */
  static final class AuditKey {
    @Option(
        names = "--audit-key",
        paramLabel = "KEY",
        defaultValue = "${env:TRACKLINE_AUDIT_KEY:-local-audit}",
        description = "An audit key (TRACKLINE_AUDIT_KEY; otherwise the one of `local`).")
    String value = "local-audit";
  }

  /** Where tables are, when not on AWS. */
  static final class Tables {
    @Option(names = "--local", description = "The tables of the `local` at --url.")
    boolean local;

    @Option(
        names = "--endpoint",
        paramLabel = "URL",
        description = "Tables at this DynamoDB endpoint, with any credentials.")
    @Nullable URI endpoint;
  }

  /** How the answer looks. */
  static final class Form {
    @Option(names = "--json", description = "Answer in JSON, for machines.")
    boolean json;
  }
}
