package trackline.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import trackline.integrity.ChainReport;
import trackline.integrity.Finding;
import trackline.integrity.Stretch;
import trackline.integrity.TrailReport;

/** What a check of trails found, for people and for machines. */
final class VerifyText {

  private VerifyText() {}

  static List<String> lines(TrailReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("Checked " + report.period() + ".");
    for (ChainReport chain : report.chains()) {
      lines.add("");
      lines.add(
          chain.name().account()
              + " "
              + chain.name().region()
              + ", trail "
              + Words.printable(chain.name().trail())
              + (chain.name().backfill() ? " (delivered again)" : ""));
      lines.add("  " + ratio(chain.digests(), "digest files"));
      lines.add("  " + ratio(chain.logFiles(), "log files"));
      lines.add("  " + proven(chain.proven()));
    }
    if (!report.findings().isEmpty()) {
      lines.add("");
    }
    report.findings().forEach(finding -> lines.addAll(lines(finding)));
    lines.add("");
    lines.add(verdict(report));
    return lines;
  }

  private static String ratio(ChainReport.Count count, String what) {
    return count.valid()
        + "/"
        + count.all()
        + " "
        + what
        + " valid"
        + (count.invalid() > 0 ? ", " + count.invalid() + " INVALID" : "")
        + (count.unproven() > 0 ? ", " + count.unproven() + " not proven" : "");
  }

  private static String proven(List<Stretch> stretches) {
    return stretches.isEmpty()
        ? "nothing is proven"
        : "proven: " + stretches.stream().map(Stretch::toString).collect(Collectors.joining(", "));
  }

  private static List<String> lines(Finding finding) {
    String what = finding.file().isEmpty() ? finding.region() : Words.printable(finding.file());
    return List.of(
        "%-5s  %-11s  %s"
            .formatted(finding.kind().isFailure() ? "wrong" : "note", finding.kind().word(), what),
        " ".repeat(20) + Words.printable(finding.detail()),
        " ".repeat(20) + finding.advice());
  }

  private static String verdict(TrailReport report) {
    long failures =
        report.findings().stream().filter(finding -> finding.kind().isFailure()).count();
    if (failures > 0) {
      return failures + (failures == 1 ? " thing is" : " things are") + " wrong.";
    }
    boolean allProven = report.findings().stream().noneMatch(VerifyText::isUnsigned);
    return "Nothing is missing or changed" + (allProven ? "." : " in what is proven.");
  }

  private static boolean isUnsigned(Finding finding) {
    return finding.kind() == Finding.Kind.UNSIGNED;
  }

  static ObjectNode json(TrailReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("from", report.period().from().toString());
    json.put("to", report.period().to().toString());
    json.put("whole", report.isWhole());
    var chains = json.putArray("chains");
    report.chains().forEach(chain -> fill(chains.addObject(), chain));
    var findings = json.putArray("findings");
    report.findings().forEach(finding -> fill(findings.addObject(), finding));
    return json;
  }

  private static void fill(ObjectNode json, ChainReport chain) {
    json.put("account", chain.name().account()).put("region", chain.name().region());
    json.put("trail", chain.name().trail()).put("home_region", chain.name().homeRegion());
    json.put("backfill", chain.name().backfill());
    json.set("digests", json(chain.digests()));
    json.set("log_files", json(chain.logFiles()));
    var proven = json.putArray("proven");
    for (Stretch stretch : chain.proven()) {
      proven.addObject().put("from", stretch.from().toString()).put("to", stretch.to().toString());
    }
  }

  private static ObjectNode json(ChainReport.Count count) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("valid", count.valid())
        .put("invalid", count.invalid())
        .put("unproven", count.unproven());
  }

  private static void fill(ObjectNode json, Finding finding) {
    json.put("kind", finding.kind().word()).put("failure", finding.kind().isFailure());
    json.put("account", finding.account()).put("region", finding.region());
    json.put("file", finding.file().isEmpty() ? null : finding.file());
    json.put("detail", finding.detail()).put("advice", finding.advice());
  }
}
