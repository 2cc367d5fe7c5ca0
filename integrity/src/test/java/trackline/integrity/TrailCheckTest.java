package trackline.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.engines.kit.SomeTrail.START;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.engines.kit.SomeTrail;
import trackline.integrity.Finding.Kind;

final class TrailCheckTest {

  @TempDir private Path folder;

  private final SomeTrail trail = SomeTrail.ofHours(5);

  private TrailReport check() throws Exception {
    return check(trail.signatures(), SomeTrail::publicKey, START, trail.end(), "");
  }

  private TrailReport check(
      Map<String, String> signatures, PublicKeys keys, Instant from, Instant to, String prefix)
      throws IOException, InterruptedException {
    Clock clock = Clock.fixed(trail.end().plus(Duration.ofDays(1)), ZoneOffset.UTC);
    return new TrailCheck(new FolderFiles(folder, prefix, signatures), keys, clock, word -> {})
        .check(new TrailCheck.Scope(new Stretch(from, to), prefix, Set.of(), Set.of()));
  }

  private Path file(String key) {
    return folder.resolve(key);
  }

  private static List<String> found(TrailReport report) {
    return report.findings().stream()
        .map(finding -> finding.kind() + " " + finding.file().replaceAll(".*/", ""))
        .toList();
  }

  private static String expected(Kind kind, String key) {
    return kind + " " + key.replaceAll(".*/", "");
  }

  /** Changes a digest's JSON and leaves it a whole gzip file. */
  private void rewrite(String key, String from, String to) throws IOException {
    byte[] content =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file(key)))).readAllBytes();
    String text = new String(content, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    SomeTrail.write(file(key), SomeTrail.gzip(SomeTrail.bytes(text.replace(from, to))));
  }

  @Test
  void vouchesForAWholeTrail() throws Exception {
    trail.into(folder);

    TrailReport report = check();

    assertThat(report.findings()).isEmpty();
    assertThat(report.isWhole()).isTrue();
    assertThat(report.chains())
        .containsExactly(
            new ChainReport(
                new ChainName(
                    "AWSLogs/", SomeTrail.ACCOUNT, "us-east-2", "my-trail", "us-east-1", false),
                new ChainReport.Count(5, 0, 0),
                new ChainReport.Count(10, 0, 0),
                List.of(new Stretch(START, trail.end()))));
  }

  @Test
  void namesAMissingLogFile() throws Exception {
    trail.into(folder);
    Files.delete(file(trail.log(3)));

    assertThat(found(check())).containsExactly(expected(Kind.MISSING, trail.log(3)));
  }

  @Test
  void namesAChangedLogFile() throws Exception {
    trail.into(folder);
    SomeTrail.write(file(trail.log(3)), SomeTrail.gzip(SomeTrail.bytes("{\"Records\":[]}")));

    assertThat(found(check())).containsExactly(expected(Kind.CHANGED, trail.log(3)));
  }

  @Test
  void namesATruncatedLogFile() throws Exception {
    trail.into(folder);
    byte[] content = Files.readAllBytes(file(trail.log(0)));
    SomeTrail.write(file(trail.log(0)), Arrays.copyOf(content, content.length - 9));

    assertThat(found(check())).containsExactly(expected(Kind.DAMAGED, trail.log(0)));
  }

  @Test
  void readsAllMembersOfAGzipFile() throws Exception {
    trail.into(folder);
    ByteArrayOutputStream longer = new ByteArrayOutputStream();
    longer.write(Files.readAllBytes(file(trail.log(0))));
    longer.write(SomeTrail.gzip(SomeTrail.bytes("{\"Records\":[{}]}")));
    SomeTrail.write(file(trail.log(0)), longer.toByteArray());

    assertThat(found(check())).containsExactly(expected(Kind.CHANGED, trail.log(0)));
  }

  @Test
  void namesALogFileThatNoDigestNames() throws Exception {
    trail.into(folder);
    String added = trail.log(3).replace("0000000000000003", "AddedByAStranger");
    Files.copy(file(trail.log(3)), file(added));
    String stray = trail.log(3).replaceAll("[^/]+$", "notes.json");
    Files.copy(file(trail.log(3)), file(stray));

    assertThat(found(check()))
        .containsExactlyInAnyOrder(expected(Kind.EXTRA, added), expected(Kind.EXTRA, stray));
  }

  @Test
  void countsWhatStillWaitsForItsDigest() throws Exception {
    trail.into(folder);
    Instant to = trail.end().plus(Duration.ofMinutes(20));
    SomeTrail later = SomeTrail.ofHours(6);
    SomeTrail.write(file(later.log(10)), later.files().getOrDefault(later.log(10), new byte[0]));
    Clock clock = Clock.fixed(to, ZoneOffset.UTC);

    TrailReport report =
        new TrailCheck(
                new FolderFiles(folder, "", trail.signatures()),
                SomeTrail::publicKey,
                clock,
                word -> {})
            .check(new TrailCheck.Scope(new Stretch(START, to), "", Set.of(), Set.of()));

    assertThat(report.findings()).singleElement().extracting(Finding::kind).isEqualTo(Kind.PENDING);
    assertThat(report.isWhole()).isTrue();
  }

  @Test
  void namesAMissingDigestAndTheTimeThatNothingIsProvenOf() throws Exception {
    trail.into(folder);
    Files.delete(file(trail.digest(2)));

    TrailReport report = check();

    assertThat(found(report))
        .containsExactly(
            expected(Kind.MISSING, trail.digest(2)),
            "GAP ",
            expected(Kind.EXTRA, trail.log(4)),
            expected(Kind.EXTRA, trail.log(5)));
    assertThat(report.findings().get(1).detail())
        .isEqualTo("No valid digest is of 2026-11-20T23:17:31Z to 2026-11-21T00:17:31Z.");
    assertThat(report.chains().getFirst().digests()).isEqualTo(new ChainReport.Count(4, 1, 0));
    assertThat(report.chains().getFirst().proven()).hasSize(2);
  }

  @Test
  void tellsThatTheNewestDigestsAreGone() throws Exception {
    trail.into(folder);
    Files.delete(file(trail.digest(4)));
    Files.delete(file(trail.log(8)));
    Files.delete(file(trail.log(9)));

    assertThat(found(check())).containsExactly("GAP ");
  }

  @Test
  void tellsThatNoDigestIsThere() throws Exception {
    trail.into(folder);
    for (int i = 0; i < 5; i++) {
      Files.delete(file(trail.digest(i)));
    }

    assertThat(found(check())).contains("GAP ").hasSize(11);
  }

  @Test
  void namesAChangedDigest() throws Exception {
    trail.into(folder);
    rewrite(trail.digest(2), "\"newestEventTime\":null", "\"newestEventTime\":\"\"");

    TrailReport report = check();

    assertThat(found(report)).containsExactly(expected(Kind.CHANGED, trail.digest(2)), "GAP ");
    assertThat(report.chains().getFirst().logFiles()).isEqualTo(new ChainReport.Count(8, 0, 2));
  }

  @Test
  void namesANewestDigestThatWasNotSignedLikeThis() throws Exception {
    trail.into(folder);
    rewrite(trail.digest(4), "\"newestEventTime\":null", "\"newestEventTime\":\"\"");

    assertThat(found(check())).containsExactly(expected(Kind.SIGNATURE, trail.digest(4)), "GAP ");
  }

  @Test
  void namesADigestThatIsNone() throws Exception {
    trail.into(folder);
    SomeTrail.write(file(trail.digest(1)), SomeTrail.bytes("not a gzip file"));
    SomeTrail.write(file(trail.digest(3)), SomeTrail.gzip(SomeTrail.bytes("{\"logFiles\":[]} []")));

    assertThat(found(check()))
        .contains(expected(Kind.DAMAGED, trail.digest(1)), expected(Kind.DAMAGED, trail.digest(3)))
        .filteredOn(word -> word.equals("GAP "))
        .hasSize(2);
  }

  @Test
  void namesADigestThatWasPutInAnothersPlace() throws Exception {
    trail.into(folder);
    Files.copy(file(trail.digest(1)), file(trail.digest(2)), StandardCopyOption.REPLACE_EXISTING);

    assertThat(found(check())).contains(expected(Kind.MOVED, trail.digest(2)));
  }

  @Test
  void namesADigestThatIsNoneOfTheChain() throws Exception {
    trail.into(folder);
    String added = trail.digest(2).replace("31Z.json", "30Z.json");
    Files.copy(file(trail.digest(2)), file(added));

    assertThat(found(check())).containsExactly(expected(Kind.EXTRA, added));
  }

  @Test
  void namesTheFingerprintOfAnUnknownKey() throws Exception {
    trail.into(folder);

    TrailReport report =
        check(trail.signatures(), (region, any) -> Optional.empty(), START, trail.end(), "");

    assertThat(found(report)).contains(expected(Kind.UNKNOWN_KEY, trail.digest(4)));
    assertThat(report.findings().getFirst().detail())
        .contains(SomeTrail.fingerprint(SomeTrail.publicKey()));
    assertThat(report.chains().getFirst().digests().valid()).isZero();
  }

  @Test
  void saysThatTheNewestDigestOfACopyIsUnsigned() throws Exception {
    trail.into(folder);

    TrailReport report = check(Map.of(), SomeTrail::publicKey, START, trail.end(), "");

    assertThat(found(report)).containsExactly(expected(Kind.UNSIGNED, trail.digest(4)));
    assertThat(report.isWhole()).isTrue();
    assertThat(report.chains().getFirst().digests()).isEqualTo(new ChainReport.Count(4, 0, 1));
    assertThat(report.chains().getFirst().logFiles()).isEqualTo(new ChainReport.Count(8, 0, 2));
  }

  @Test
  void anUnsignedDigestCannotStandForAWholeHistory() throws Exception {
    SomeTrail forged = new SomeTrail("", "us-east-2", "my-trail", trail.end().minusSeconds(3600));
    forged.hours(1).into(folder);
    rewrite(trail.digest(4), forged.end().minusSeconds(3600).toString(), START.toString());

    TrailReport report = check(Map.of(), SomeTrail::publicKey, START, trail.end(), "");

    assertThat(found(report)).containsExactly(expected(Kind.UNSIGNED, trail.digest(4)), "GAP ");
  }

  @Test
  void anUnsignedDigestCannotStartAChain() throws Exception {
    new SomeTrail("", "us-east-2", "my-trail", trail.end().minusSeconds(3600))
        .hours(1)
        .into(folder);

    TrailReport report = check(Map.of(), SomeTrail::publicKey, START, trail.end(), "");

    assertThat(found(report)).containsExactly(expected(Kind.UNSIGNED, trail.digest(4)), "GAP ");
  }

  @Test
  void takesTheSignatureFromALaterDigestOfACopy() throws Exception {
    trail.into(folder);

    TrailReport report =
        check(
            Map.of(), SomeTrail::publicKey, START, trail.end().minus(Duration.ofMinutes(150)), "");

    assertThat(report.findings()).isEmpty();
    assertThat(report.chains().getFirst().digests().valid()).isEqualTo(3);
  }

  @Test
  void tellsThatValidationStoppedForAWhile() throws Exception {
    trail.pause().hours(2).into(folder);

    TrailReport report = check();

    assertThat(found(report)).containsExactly("GAP ");
    assertThat(report.findings().getFirst().detail())
        .contains("2026-11-21T02:17:31Z to 2026-11-21T03:17:31Z");
    assertThat(report.chains().getFirst().digests().valid()).isEqualTo(7);
  }

  private TrailReport checkFromBefore(TrailCheck.Begins begins) throws Exception {
    trail.into(folder);
    Clock clock = Clock.fixed(trail.end().plus(Duration.ofDays(1)), ZoneOffset.UTC);
    Stretch period = new Stretch(START.minus(Duration.ofHours(3)), trail.end());
    return new TrailCheck(
            new FolderFiles(folder, "", trail.signatures()),
            SomeTrail::publicKey,
            clock,
            word -> {})
        .check(new TrailCheck.Scope(period, "", Set.of(), Set.of()).beginning(begins));
  }

  /** So looks what is left when the chain was begun anew and all before it was deleted. */
  @Test
  void aStartThatNobodyTellsOfIsWrong() throws Exception {
    TrailReport report = checkFromBefore(TrailCheck.Begins.UNTOLD);

    assertThat(found(report)).containsExactly("UNTOLD ");
    assertThat(report.findings().getFirst().detail())
        .isEqualTo("The chain begins at 2026-11-20T21:17:31Z, and nothing is proven of before.");
    assertThat(report.isWhole()).isFalse();
  }

  @Test
  void aStartIsANoteWhereItIsTold() throws Exception {
    TrailReport report = checkFromBefore(region -> Optional.of(START));

    assertThat(report.findings()).singleElement().extracting(Finding::kind).isEqualTo(Kind.STARTS);
    assertThat(report.isWhole()).isTrue();
  }

  @Test
  void aStartThatIsLaterThanToldIsWrong() throws Exception {
    TrailReport report = checkFromBefore(region -> Optional.of(START.minusSeconds(1)));

    assertThat(found(report)).containsExactly("UNTOLD ");
    assertThat(report.findings().getFirst().detail())
        .endsWith("of before; it is said to begin at 2026-11-20T21:17:30Z.");
  }

  /** Stopped and started again, and all of before deleted: the log files too. */
  @Test
  void aForgerWhoBeginsTheChainAnewIsSeen() throws Exception {
    String stopped = trail.digest(4);
    trail.pause().hours(2);
    trail.into(folder);
    for (String key : trail.files().keySet()) {
      Instant time =
          CompactTime.ofLog(key).or(() -> DigestName.of(key).map(DigestName::end)).orElseThrow();
      if (!time.isAfter(DigestName.of(stopped).orElseThrow().end())) {
        Files.delete(file(key));
      }
    }

    TrailReport report = check();

    assertThat(found(report)).containsExactly("UNTOLD ");
  }

  @Test
  void aTrailOfTheLastHoursOnlyStarts() throws Exception {
    SomeTrail young = SomeTrail.ofHours(1);
    young.into(folder);
    Instant now = young.end().plus(Duration.ofMinutes(10));

    TrailReport report =
        new TrailCheck(
                new FolderFiles(folder, "", young.signatures()),
                SomeTrail::publicKey,
                Clock.fixed(now, ZoneOffset.UTC),
                word -> {})
            .check(
                new TrailCheck.Scope(
                        new Stretch(now.minus(Duration.ofDays(1)), now), "", Set.of(), Set.of())
                    .beginning(region -> Optional.of(START)));

    assertThat(report.findings()).singleElement().extracting(Finding::kind).isEqualTo(Kind.STARTS);
  }

  @Test
  void looksAtThePeriodOnly() throws Exception {
    trail.into(folder);
    Files.delete(file(trail.log(0)));
    Files.delete(file(trail.log(9)));

    TrailReport report =
        check(
            trail.signatures(),
            SomeTrail::publicKey,
            START.plus(Duration.ofMinutes(90)),
            START.plus(Duration.ofMinutes(150)),
            "");

    assertThat(report.findings()).isEmpty();
    assertThat(report.chains().getFirst().digests().valid()).isEqualTo(2);
  }

  @Test
  void tellsTrailsAndRegionsOfABucketApart() throws Exception {
    trail.into(folder);
    SomeTrail other = new SomeTrail("", "us-east-2", "other_trail").hours(5);
    SomeTrail away = new SomeTrail("", "eu-west-1", "my-trail").hours(5);
    // Trails of one region deliver the same log files' folder, each its own files.
    other.files().keySet().removeIf(key -> !key.contains("Digest"));
    other.into(folder);
    away.into(folder);
    Files.delete(file(away.log(1)));
    Map<String, String> signatures = new TreeMap<>(trail.signatures());
    signatures.putAll(other.signatures());
    signatures.putAll(away.signatures());

    TrailReport report = check(signatures, SomeTrail::publicKey, START, trail.end(), "");

    assertThat(report.chains())
        .extracting(chain -> chain.name().region() + " " + chain.name().trail())
        .containsExactly("eu-west-1 my-trail", "us-east-2 my-trail", "us-east-2 other_trail");
    assertThat(found(report)).containsExactly(expected(Kind.MISSING, away.log(1)));
  }

  @Test
  void readsACopyThatLeftThePrefixOut() throws Exception {
    SomeTrail prefixed = new SomeTrail("logs/", "us-east-2", "my-trail").hours(5);
    prefixed.into(folder.resolve("bucket"));
    Files.move(folder.resolve("bucket/logs/AWSLogs"), folder.resolve("AWSLogs"));

    TrailReport report =
        check(prefixed.signatures(), SomeTrail::publicKey, START, trail.end(), "logs/");

    assertThat(report.findings()).isEmpty();
    assertThat(report.chains().getFirst().logFiles().valid()).isEqualTo(10);
  }

  @Test
  void readsKeysOfBothEncodings() {
    byte[] bare = SomeTrail.publicKey();

    assertThat(RsaKey.of(bare)).isPresent();
    assertThat(RsaKey.of(new byte[] {1, 2, 3})).isEmpty();
    assertThat(PublicKeys.printed(SomeTrail.printedKeys()).find("any", SomeTrail.fingerprint(bare)))
        .hasValue(bare);
  }
}
