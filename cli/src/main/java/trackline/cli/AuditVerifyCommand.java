package trackline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;
import trackline.integrity.Finding;
import trackline.integrity.Stretch;
import trackline.integrity.TrailCheck;
import trackline.integrity.TrailReport;

/** Checks that no log file of the trail is missing or changed. */
@Command(
    name = "verify",
    description =
        "Check CloudTrail's log files against the signed digests that it leaves each hour, and say"
            + " what is missing or changed. The period is the last 24 hours unless told.",
    footer = {
      "",
      "It ends with 1 when anything is missing, changed or not vouched for, and when a chain begins",
      "within the period and --begins-at does not say so.",
      "Credentials and region are those of the AWS CLI. A folder is a copy of the bucket, as"
          + " `aws s3 sync` makes it; --public-keys then holds what `aws cloudtrail"
          + " list-public-keys` printed.",
      "Example: trackline audit verify --bucket my-trail --last 7d"
    })
final class AuditVerifyCommand implements Callable<Integer> {

  private static final Duration USUAL = Duration.ofDays(1);
  private static final Pattern SLASHES = Pattern.compile("^/+|/+$");

  private final Screen screen;

  @Mixin private final Options.Place place = new Options.Place();
  @Mixin private final Options.ReadKey readKey = new Options.ReadKey();
  @Mixin private final Window window = new Window();
  @Mixin private final Options.Form form = new Options.Form();

  @ArgGroup private Where where = new Where();

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "What the keys begin with before AWSLogs/, where the trail has such a prefix.")
  private String prefix = "";

  @Option(
      names = "--account",
      paramLabel = "ACCOUNT",
      description = "Only this account; may be given often.")
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Only this region, which must have digests; may be given often.")
  private List<String> regions = new ArrayList<>();

  @Option(
      names = "--public-keys",
      paramLabel = "FILE",
      description =
          "The public keys, as `aws cloudtrail list-public-keys` prints them; a file a region.")
  private List<Path> publicKeys = new ArrayList<>();

  @Option(
      names = "--signatures",
      paramLabel = "FILE",
      description =
          "Signatures of digests in a folder, which S3 keeps in its metadata: a JSON object of"
              + " keys and signatures. Only the newest digest's is needed.")
  private @Nullable Path signatures;

  @Option(
      names = "--begins-at",
      paramLabel = "TIME",
      description =
          "The trail is no older than the period: its chains begin by then. Otherwise a chain that"
              + " begins within the period is wrong. A `local` knows its own beginning.")
  private @Nullable Instant beginsAt;

  /** Where the files are. */
  static final class Where {
    @Option(names = "--bucket", paramLabel = "BUCKET", description = "The trail's bucket.")
    @Nullable String bucket;

    @Option(names = "--folder", paramLabel = "DIR", description = "A copy of the trail's bucket.")
    @Nullable Path folder;

    @Option(
        names = "--local",
        description =
            "The trail of the `trackline local --audit` at --url; that is so unless told otherwise.")
    boolean local;
  }

  AuditVerifyCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Window.Period period = window.period(screen.clock().instant(), USUAL);
    TrailCheck.Scope scope =
        new TrailCheck.Scope(
            new Stretch(period.from(), period.to()),
            folder(prefix),
            Set.copyOf(accounts),
            Set.copyOf(regions));
    TrailReport report = check(scope);
    screen.progress("");
    requireTrail(report);
    if (form.json) {
      screen.json(VerifyText.json(report));
    } else {
      VerifyText.lines(report).forEach(screen::say);
    }
    return report.isWhole() ? 0 : 1;
  }

  private TrailReport check(TrailCheck.Scope scope) throws IOException, InterruptedException {
    try (Trail trail = trail(scope)) {
      Instant told = beginsAt;
      TrailCheck.Begins begins = told == null ? trail.begins() : region -> Optional.of(told);
      return new TrailCheck(trail.files(), trail.keys(), screen.clock(), screen::progress)
          .check(scope.beginning(begins));
    } catch (SdkException e) {
      throw Trail.failure(e);
    }
  }

  private Trail trail(TrailCheck.Scope scope) {
    if (where.bucket != null) {
      return Trail.inBucket(where.bucket, scope, publicKeys);
    } else if (where.folder != null) {
      return Trail.inFolder(where.folder, scope, publicKeys, signatures);
    }
    return Trail.ofLocal(place.api(readKey.value));
  }

  private static void requireTrail(TrailReport report) {
    boolean nothing =
        report.chains().isEmpty()
            && report.findings().stream().noneMatch(finding -> finding.kind() == Finding.Kind.GAP);
    if (nothing) {
      throw new CommandFailure(
          "There is no digest of this period.",
          "Is validation on, and are --prefix, --account and --region right? The first digest"
              + " comes about an hour after a trail is made.");
    }
  }

  private static String folder(String text) {
    String name = SLASHES.matcher(text).replaceAll("");
    return name.isEmpty() ? "" : name + "/";
  }
}
