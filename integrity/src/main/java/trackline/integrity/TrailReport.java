package trackline.integrity;

import java.util.List;

/** What a check of trails found. */
public record TrailReport(Stretch period, List<ChainReport> chains, List<Finding> findings) {

  /** Keeps the lists as they are now. */
  public TrailReport {
    chains = List.copyOf(chains);
    findings = List.copyOf(findings);
  }

  /** Whether nothing is missing or changed. */
  public boolean isWhole() {
    return findings.stream().noneMatch(finding -> finding.kind().isFailure());
  }
}
