package trackline.cli;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import trackline.intake.Spelling;

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

  /** The options of a command that may be meant by a word. */
  static List<String> near(String written, CommandLine command) {
    String name = written.replaceFirst("=.*", "");
    return command.getCommandSpec().optionsMap().keySet().stream()
        .filter(known -> Spelling.isNear(name, known) || isBegun(name, known))
        .sorted()
        .limit(2)
        .toList();
  }

  private static boolean isBegun(String written, String known) {
    return written.length() > 3 && (known.startsWith(written) || written.startsWith(known + "-"));
  }

  /** Where Trackline is. */
  static final class Place {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
        names = "--url",
        paramLabel = "URL",
        defaultValue = "${env:TRACKLINE_URL:-" + DEFAULT_URL + "}",
        description = "Where Trackline is (TRACKLINE_URL; otherwise " + DEFAULT_URL + ").")
    URI url = LOCAL;

    /** The API at this place. */
    Api api(String key) {
      return new Api(url, key, words());
    }

    /** What a command that is advised needs to go to the same place. */
    String words() {
      return said(spec, "--url", url.toString());
    }
  }

  /** The option as it was given on this command line, with a blank before it; else nothing. */
  private static String said(@Nullable CommandSpec spec, String option, @Nullable String value) {
    return spec != null && spec.commandLine().getParseResult().hasMatchedOption(option)
        ? " " + option + (value == null ? "" : " " + Hint.word(value))
        : "";
  }

  /**
   * Whether a command is about this machine or about an AWS account. Without a word of it, it is
   * about the Trackline at --url, as all commands are.
   */
  static final class Account {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
        names = "--local",
        description = "Of the `trackline local` at --url; that is so unless told otherwise.")
    private boolean local;

    @Option(
        names = "--aws",
        description = "Of an AWS account: credentials and region are those of the AWS CLI.")
    private boolean aws;

    @Option(
        names = "--profile",
        paramLabel = "NAME",
        description = "A profile of the AWS CLI; implies --aws (otherwise AWS_PROFILE).")
    @Nullable String profile;

    @Option(
        names = "--region",
        paramLabel = "REGION",
        description = "An AWS region; implies --aws (otherwise AWS_REGION or the profile's).")
    @Nullable String region;

    /**
     * Whether an AWS account is meant.
     *
     * @param implied whether another option says so
     */
    boolean isOnAws(boolean implied) {
      boolean onAws = aws || profile != null || region != null || implied;
      if (local && onAws && spec != null) {
        throw new ParameterException(
            spec.commandLine(), "--local is about this machine, the others about AWS: give one.");
      }
      return onAws;
    }

    /** The same client as the AWS CLI would take, for this profile and region. */
    <B extends AwsClientBuilder<B, ?>> B onAws(B builder) {
      if (profile != null) {
        builder.overrideConfiguration(
            builder.overrideConfiguration().copy(c -> c.defaultProfileName(profile)));
      }
      return region == null ? builder : builder.region(Region.of(region));
    }

    /** What a command that is advised needs to go to the same place. */
    String words() {
      return said(spec, "--local", null)
          + said(spec, "--aws", null)
          + said(spec, "--profile", profile)
          + said(spec, "--region", region);
    }
  }

  /** Which Trackline of an account. */
  static final class Stack {
    @Option(
        names = "--stack",
        paramLabel = "NAME",
        description =
            "The stack on AWS; implies --aws (with that, otherwise TRACKLINE_STACK or trackline).")
    @Nullable String given;

    String name() {
      return given != null
          ? given
          : Objects.requireNonNullElse(System.getenv("TRACKLINE_STACK"), "trackline");
    }
  }

  /** How much of a table is shown. */
  static final class Layout {
    @Option(names = "--wide", description = "Show all of each row, however narrow the terminal.")
    boolean wide;
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

  /** Tables that are neither a Trackline's nor on AWS. */
  static final class Tables {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
        names = "--endpoint",
        paramLabel = "URL",
        description = "Tables at this DynamoDB endpoint, with any credentials.")
    @Nullable URI endpoint;

    /** What a command that is advised needs to go to the same place. */
    String words() {
      return said(spec, "--endpoint", String.valueOf(endpoint));
    }
  }

  /** How the answer looks. */
  static final class Form {
    @Option(names = "--json", description = "Answer in JSON, for machines.")
    boolean json;
  }
}
