package trackline.integrity;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Follows the chain of one trail in one region, from its newest digest back in time. */
final class ChainCheck {

  /** A digest is of an hour: one that nobody signed cannot claim more. */
  private static final Duration LONGEST_CLAIM = Duration.ofMinutes(65);

  private final TrailFiles files;
  private final DigestCheck digests;
  private final ExecutorService workers;
  private final RegionTally tally;
  private final Stretch period;
  private final Optional<Instant> begins;

  /** The digests that were found and not yet looked at, the newest first. */
  private final Deque<DigestName> rest = new ArrayDeque<>();

  private final Set<String> seen = new HashSet<>();
  private final Tally digestTally = new Tally();
  private final Tally logTally = new Tally();
  private final List<Stretch> proven = new ArrayList<>();

  /** What only digests without a signature vouch for. */
  private final List<Stretch> claimed = new ArrayList<>();

  private @Nullable Digest oldest;

  /** Whether a signature tells that the oldest one is as it was. */
  private boolean isOldestProven;

  /**
   * Prepares a check.
   *
   * @param begins by when a chain of this region is said to begin; nothing where nobody says it
   */
  ChainCheck(
      TrailFiles files,
      DigestCheck digests,
      ExecutorService workers,
      RegionTally tally,
      Stretch period,
      Optional<Instant> begins) {
    this.files = files;
    this.digests = digests;
    this.workers = workers;
    this.tally = tally;
    this.period = period;
    this.begins = begins;
  }

  /** Files counted by what became of them. */
  private static final class Tally {
    private int valid;
    private int invalid;
    private int unproven;

    ChainReport.Count count() {
      return new ChainReport.Count(valid, invalid, unproven);
    }
  }

  /** Checks the digests that were found of a chain, the oldest first. */
  ChainReport check(ChainName name, List<DigestName> found)
      throws IOException, InterruptedException {
    found.forEach(rest::push);
    DigestCheck.Wanted next = nextFound();
    while (next != null) {
      next = step(next);
    }
    return new ChainReport(name, digestTally.count(), logTally.count(), Stretch.joined(proven));
  }

  /** Says what of the period, up to a time, no digest vouches for. */
  void tellGaps(Instant horizon) {
    List<Stretch> covered = new ArrayList<>(proven);
    covered.addAll(claimed);
    for (Stretch open : new Stretch(period.from(), horizon).without(covered)) {
      if (oldest != null
          && isOldestProven
          && oldest.previous() == null
          && !open.to().isAfter(oldest.start())) {
        tellStart(oldest.start());
      } else {
        tally.find(Finding.Kind.GAP, "No valid digest is of " + open + ".", Advice.GAP);
      }
    }
  }

  /**
   * A chain that was begun anew looks like that of a new trail, once the older digests and log
   * files are deleted. Only somebody who knows the trail can tell them apart.
   */
  private void tellStart(Instant start) {
    String detail = "The chain begins at " + start + ", and nothing is proven of before";
    if (begins.isEmpty()) {
      tally.find(Finding.Kind.UNTOLD, detail + ".", Advice.UNTOLD);
    } else if (start.isAfter(begins.get())) {
      tally.find(
          Finding.Kind.UNTOLD,
          detail + "; it is said to begin at " + begins.get() + ".",
          Advice.UNTOLD);
    } else {
      tally.find(Finding.Kind.STARTS, detail + ".", Advice.STARTS);
    }
  }

  private DigestCheck.@Nullable Wanted nextFound() {
    DigestName next = rest.peek();
    return next == null
        ? null
        : new DigestCheck.Wanted(files.bucket().orElse(""), next.key(), null);
  }

  /** Looks at a digest; returns the one to look at next. */
  private DigestCheck.@Nullable Wanted step(DigestCheck.Wanted wanted)
      throws IOException, InterruptedException {
    seen.add(wanted.key());
    passOver(wanted.key());
    return switch (digests.check(tally.region(), wanted)) {
      case DigestCheck.Valid(Digest digest) -> {
        digestTally.valid++;
        proven.add(new Stretch(digest.start(), digest.end()));
        checkLogFiles(digest, true);
        yield before(digest, true);
      }
      case DigestCheck.Unsigned(Digest digest) -> {
        digestTally.unproven++;
        claimed.add(claim(digest));
        tally.find(
            Finding.Kind.UNSIGNED,
            wanted.key(),
            "The newest digest's signature is not here: nothing proves its content.",
            Advice.UNSIGNED);
        checkLogFiles(digest, false);
        yield before(digest, false);
      }
      case DigestCheck.Invalid invalid -> {
        refuse(wanted, invalid);
        yield nextFound();
      }
    };
  }

  private static Stretch claim(Digest digest) {
    Instant earliest = digest.end().minus(LONGEST_CLAIM);
    return new Stretch(digest.start().isBefore(earliest) ? earliest : digest.start(), digest.end());
  }

  /** What was found beside a newer digest's way to an older one is none of the chain. */
  private void passOver(String key) {
    Optional<Instant> end = DigestName.of(key).map(DigestName::end);
    while (!rest.isEmpty() && end.filter(time -> !rest.peek().end().isBefore(time)).isPresent()) {
      DigestName passed = rest.pop();
      if (!passed.key().equals(key)) {
        tally.find(
            Finding.Kind.EXTRA, passed.key(), "The digests around it leave it out.", Advice.EXTRA);
      }
    }
  }

  private void refuse(DigestCheck.Wanted wanted, DigestCheck.Invalid invalid) {
    digestTally.invalid++;
    tally.find(invalid.kind(), wanted.key(), invalid.detail(), invalid.advice());
    if (invalid.digest() != null) {
      // Its log files may well be genuine; that nothing proves it is the digest's finding.
      tally.name(invalid.digest());
      logTally.unproven += invalid.digest().logFiles().size();
    }
  }

  private DigestCheck.@Nullable Wanted before(Digest digest, boolean isProven) {
    oldest = digest;
    isOldestProven = isProven;
    if (!digest.start().isAfter(period.from())) {
      return null;
    }
    Digest.Previous previous = digest.previous();
    return previous == null || seen.contains(previous.key())
        ? nextFound()
        : new DigestCheck.Wanted(
            files.bucket().isEmpty() ? "" : previous.bucket(),
            previous.key(),
            isProven ? previous.hash() : null);
  }

  private void checkLogFiles(Digest digest, boolean isProven)
      throws IOException, InterruptedException {
    tally.name(digest);
    List<LogFileCheck> checks =
        digest.logFiles().stream().map(file -> new LogFileCheck(files, file)).toList();
    List<Future<LogFileCheck.Verdict>> verdicts = workers.invokeAll(checks);
    for (int i = 0; i < checks.size(); i++) {
      take(checks.get(i).expected().key(), verdict(verdicts.get(i)), isProven);
    }
  }

  private static LogFileCheck.Verdict verdict(Future<LogFileCheck.Verdict> done)
      throws IOException, InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private void take(String key, LogFileCheck.Verdict verdict, boolean isProven) {
    switch (verdict) {
      case SAME -> {
        logTally.valid += isProven ? 1 : 0;
        logTally.unproven += isProven ? 0 : 1;
      }
      case MISSING -> refuse(Finding.Kind.MISSING, key, "Its digest names it.");
      case CHANGED ->
          refuse(Finding.Kind.CHANGED, key, "Its content is not what its digest has the hash of.");
      case DAMAGED -> refuse(Finding.Kind.DAMAGED, key, "It is no whole gzip file.");
    }
  }

  private void refuse(Finding.Kind kind, String key, String detail) {
    logTally.invalid++;
    tally.find(kind, key, detail, Advice.RESTORE);
  }
}
