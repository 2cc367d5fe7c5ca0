package trackline.integrity;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Checks the log files that trails delivered to a bucket in some period. */
public final class TrailCheck {

  /** CloudTrail writes a digest each hour, a little late at times. */
  private static final Duration AN_HOUR = Duration.ofMinutes(65);

  /** What is younger may still wait for its digest. */
  private static final Duration PENDING = Duration.ofHours(2);

  /** Log files that are fetched at once. */
  private static final int WORKERS = 16;

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern ORGANIZATION = Pattern.compile("o-[a-z0-9]{4,32}");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu/MM/dd/");

  private final TrailFiles files;
  private final PublicKeys keys;
  private final Clock clock;
  private final Consumer<String> progress;

  /**
   * Prepares a check.
   *
   * @param progress is told what is being looked at
   */
  public TrailCheck(TrailFiles files, PublicKeys keys, Clock clock, Consumer<String> progress) {
    this.files = files;
    this.keys = keys;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * What to check.
   *
   * @param prefix what the trail's keys begin with, with its slash; may be empty
   * @param accounts the accounts; empty for all that are there
   * @param regions the regions; empty for all that are there
   * @param begins which chains may begin within the period, and by when
   */
  public record Scope(
      Stretch period, String prefix, Set<String> accounts, Set<String> regions, Begins begins) {

    /** A scope in which no chain is said to begin within the period. */
    public Scope(Stretch period, String prefix, Set<String> accounts, Set<String> regions) {
      this(period, prefix, accounts, regions, Begins.UNTOLD);
    }

    /** The same with what is known of the chains' beginnings. */
    public Scope beginning(Begins told) {
      return new Scope(period, prefix, accounts, regions, told);
    }
  }

  /** By when the chains of a region begin, as somebody says who knows the trail. */
  @FunctionalInterface
  public interface Begins {
    /** Nobody says it. */
    Begins UNTOLD = region -> Optional.empty();

    /** The time by which they begin, if it is known. */
    Optional<Instant> of(String region);
  }

  private record Owner(String base, String account) {
    String logs(String region) {
      return base + account + "/CloudTrail/" + region;
    }

    String digests(String region) {
      return base + account + "/CloudTrail-Digest/" + region;
    }
  }

  /** Checks every chain of the scope. */
  public TrailReport check(Scope scope) throws IOException, InterruptedException {
    List<ChainReport> chains = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    try (ExecutorService workers =
        Executors.newFixedThreadPool(WORKERS, Thread.ofVirtual().factory())) {
      for (Owner owner : owners(scope)) {
        for (String region : regions(owner, scope)) {
          progress.accept("Checking " + owner.account() + " " + region + " …");
          RegionTally tally = new RegionTally(owner.account(), region, files);
          chains.addAll(checkRegion(owner, scope, tally, workers));
          findings.addAll(tally.findings());
        }
      }
    }
    return new TrailReport(scope.period(), chains, findings);
  }

  private List<Owner> owners(Scope scope) throws IOException {
    String base = scope.prefix() + "AWSLogs/";
    List<Owner> owners = new ArrayList<>(ownersIn(base, scope));
    for (String folder : files.folders(base)) {
      if (ORGANIZATION.matcher(folder).matches()) {
        owners.addAll(ownersIn(base + folder + "/", scope));
      }
    }
    return owners;
  }

  private List<Owner> ownersIn(String base, Scope scope) throws IOException {
    return files.folders(base).stream()
        .filter(folder -> ACCOUNT.matcher(folder).matches())
        .filter(account -> scope.accounts().isEmpty() || scope.accounts().contains(account))
        .map(account -> new Owner(base, account))
        .toList();
  }

  private Set<String> regions(Owner owner, Scope scope) throws IOException {
    if (!scope.regions().isEmpty()) {
      return new TreeSet<>(scope.regions());
    }
    Set<String> regions = new TreeSet<>(files.folders(owner.digests("")));
    regions.addAll(files.folders(owner.logs("")));
    return regions;
  }

  private List<ChainReport> checkRegion(
      Owner owner, Scope scope, RegionTally tally, ExecutorService workers)
      throws IOException, InterruptedException {
    Stretch period = scope.period();
    Map<ChainName, List<DigestName>> found = digests(owner, period, tally);
    Instant horizon = earlier(period.to(), settled());
    List<ChainReport> reports = new ArrayList<>();
    for (Map.Entry<ChainName, List<DigestName>> chain : found.entrySet()) {
      DigestCheck digests = new DigestCheck(files, keys);
      ChainCheck check =
          new ChainCheck(files, digests, workers, tally, period, scope.begins().of(tally.region()));
      hearWitness(chain.getValue(), period, digests);
      reports.add(check.check(chain.getKey(), inScope(chain.getValue(), period)));
      if (!chain.getKey().backfill()) {
        check.tellGaps(horizon);
      }
    }
    if (reports.stream().allMatch(report -> report.name().backfill())
        && period.from().isBefore(horizon)) {
      tally.find(
          Finding.Kind.GAP,
          "No digest is of " + new Stretch(period.from(), horizon) + ".",
          Advice.GAP);
    }
    findExtras(owner, period, tally);
    return reports;
  }

  private Map<ChainName, List<DigestName>> digests(Owner owner, Stretch period, RegionTally tally)
      throws IOException {
    Map<ChainName, List<DigestName>> chains = new TreeMap<>();
    // A day more: a digest there has the signature of the last one here.
    for (String key : keys(owner.digests(tally.region()), period, 1)) {
      Optional<DigestName> name = DigestName.of(key);
      if (name.isPresent()) {
        chains.computeIfAbsent(name.get().chain(), any -> new ArrayList<>()).add(name.get());
      } else {
        tally.find(Finding.Kind.EXTRA, key, "Its name is none of a digest.", Advice.EXTRA);
      }
    }
    chains.values().forEach(names -> names.sort(Comparator.comparing(DigestName::end)));
    chains.values().removeIf(names -> inScope(names, period).isEmpty());
    return chains;
  }

  private List<String> keys(String folder, Stretch period, int daysMore) throws IOException {
    List<String> keys = new ArrayList<>();
    LocalDate last = LocalDate.ofInstant(period.to().plus(AN_HOUR), ZoneOffset.UTC);
    for (LocalDate day = LocalDate.ofInstant(period.from(), ZoneOffset.UTC);
        !day.isAfter(last.plusDays(daysMore));
        day = day.plusDays(1)) {
      keys.addAll(files.keys(folder + "/" + DAY.format(day)));
    }
    return keys;
  }

  private static List<DigestName> inScope(List<DigestName> names, Stretch period) {
    return names.stream()
        .filter(name -> name.end().isAfter(period.from()))
        .filter(name -> !name.end().isAfter(period.to().plus(AN_HOUR)))
        .toList();
  }

  private void hearWitness(List<DigestName> names, Stretch period, DigestCheck digests)
      throws IOException {
    Optional<DigestName> witness =
        names.stream().filter(name -> name.end().isAfter(period.to().plus(AN_HOUR))).findFirst();
    if (witness.isPresent()
        && DigestFile.read(files, files.bucket().orElse(""), witness.get().key())
            instanceof DigestFile.Read(Digest digest)) {
      digests.hear(digest);
    }
  }

  /** Log files of the period that no digest names: a digest only tells of what it names. */
  private void findExtras(Owner owner, Stretch period, RegionTally tally) throws IOException {
    Instant settled = settled();
    int pending = 0;
    for (String key : keys(owner.logs(tally.region()), period, 0)) {
      Optional<Instant> time = CompactTime.ofLog(key);
      if (time.isEmpty()) {
        tally.find(Finding.Kind.EXTRA, key, "Its name is none of a log file.", Advice.EXTRA);
      } else if (period.holds(time.get()) && !tally.isNamed(key)) {
        if (time.get().isBefore(settled)) {
          tally.find(Finding.Kind.EXTRA, key, "No digest names it.", Advice.EXTRA);
        } else {
          pending++;
        }
      }
    }
    if (pending > 0) {
      tally.find(
          Finding.Kind.PENDING,
          pending + " log files of the last hours are in no digest yet.",
          Advice.PENDING);
    }
  }

  private Instant settled() {
    return clock.instant().minus(PENDING).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Instant earlier(Instant first, Instant second) {
    return first.isBefore(second) ? first : second;
  }
}
