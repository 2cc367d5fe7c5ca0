package trackline.integrity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the check of an account's region has come upon so far. */
final class RegionTally {

  private final String account;
  private final String region;
  private final TrailFiles files;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> named = new HashSet<>();

  RegionTally(String account, String region, TrailFiles files) {
    this.account = account;
    this.region = region;
    this.files = files;
  }

  String region() {
    return region;
  }

  List<Finding> findings() {
    return findings;
  }

  /** A finding about a file. */
  void find(Finding.Kind kind, String key, String detail, String advice) {
    findings.add(new Finding(kind, account, region, files.name(key), detail, advice));
  }

  /** A finding about no single file. */
  void find(Finding.Kind kind, String detail, String advice) {
    findings.add(new Finding(kind, account, region, "", detail, advice));
  }

  /**
   * Takes the names that a digest has, so that its log files are not taken for others' additions.
   */
  void name(Digest digest) {
    digest.logFiles().forEach(file -> named.add(file.key()));
  }

  boolean isNamed(String key) {
    return named.contains(key);
  }
}
