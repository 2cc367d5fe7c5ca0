package trackline.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import trackline.aws.Asker;

/** Lets users in again whom nobody should have asked to forget. */
@Command(
    name = "undo",
    description =
        "Take requests to forget a user back, and let the user's events in again. It says how many"
            + " were refused meanwhile; nothing else of those was kept. By --key-label, --source,"
            + " --from or --to only those who asked so are taken out: a user for whom another asked"
            + " too stays forgotten.",
    footer = {
      "",
      "It ends with 1 when nobody had asked to forget one of the users.",
      "Example: trackline erasures undo ada",
      "Example: trackline erasures undo --source segment --key-label default --from 2026-11-20"
    })
final class ErasuresUndoCommand implements Callable<Integer> {
  private final Screen screen;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final Erasures.Chosen chosen = new Erasures.Chosen();
  @Mixin private final Options.Form form = new Options.Form();

  @Parameters(paramLabel = "USER", arity = "0..*", description = "The user_id, or several.")
  private List<String> users = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only say whom it would let in again.")
  private boolean dryRun;

  ErasuresUndoCommand(Screen screen) {
    this.screen = screen;
  }

  @Override
  public Integer call() {
    requireOneChoice();
    try (Erasures erasures = chosen.open()) {
      return tell(dryRun ? meant(erasures) : undone(erasures));
    }
  }

  private List<Undone> meant(Erasures erasures) {
    return chosen.isSaid()
        ? erasures.meant(chosen)
        : erasures.list(chosen).stream()
            .filter(erasure -> users.contains(erasure.userId()))
            .map(erasure -> new Undone(erasure, List.of()))
            .toList();
  }

  private List<Undone> undone(Erasures erasures) {
    return chosen.isSaid()
        ? erasures.undo(chosen)
        : users.stream().distinct().map(erasures::undo).flatMap(Optional::stream).toList();
  }

  private void requireOneChoice() {
    if (users.isEmpty() != chosen.isSaid()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "Name the users, or give --key-label, --source, --from or --to: one of the two.");
    }
  }

  private int tell(List<Undone> undone) {
    List<String> others =
        users.stream()
            .filter(user -> undone.stream().noneMatch(one -> one.before().userId().equals(user)))
            .toList();
    if (form.json) {
      screen.json(ErasuresCommand.json(undone.stream().map(Undone::json)));
    } else {
      undone.forEach(one -> screen.say(words(one), 2));
      screen.remark(summary(undone));
    }
    others.forEach(user -> screen.remark("Nobody asked to forget " + user + "."));
    return others.isEmpty() ? 0 : 1;
  }

  private static String words(Undone undone) {
    Erasure erasure = undone.before();
    if (!undone.isLetIn()) {
      Asker first = undone.left().getFirst();
      return "%s: stays forgotten, %s asked at %s"
          .formatted(erasure.userId(), first.name(), first.requestedAt());
    }
    String label = erasure.first().keyLabel();
    String key = label.isEmpty() ? "" : " with the key " + label;
    return "%s: asked for at %s%s; %d refused meanwhile"
        .formatted(erasure.userId(), erasure.first().requestedAt(), key, erasure.refused());
  }

  private String summary(List<Undone> undone) {
    List<Undone> letIn = undone.stream().filter(Undone::isLetIn).toList();
    long refused = letIn.stream().mapToLong(one -> one.before().refused()).sum();
    int stay = undone.size() - letIn.size();
    return "%d %s %s in again; %d %s refused meanwhile, of which nothing was kept.%s"
        .formatted(
            letIn.size(),
            letIn.size() == 1 ? "user" : "users",
            dryRun ? "would be let" : letIn.size() == 1 ? "is let" : "are let",
            refused,
            refused == 1 ? "event was" : "events were",
            stay == 0
                ? ""
                : " %d %s forgotten, since another asked too."
                    .formatted(stay, dryRun ? "would stay" : stay == 1 ? "stays" : "stay"));
  }
}
