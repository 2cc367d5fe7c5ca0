package trackline.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets users in again whom nobody should have asked to forget. */
@Command(
    name = "undo",
    description =
        "Take requests to forget a user back, and let the user's events in again. It says how many"
            + " were refused meanwhile; nothing else of those was kept.",
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

  private List<Erasure> meant(Erasures erasures) {
    return erasures.list(chosen).stream()
        .filter(erasure -> chosen.isSaid() || users.contains(erasure.userId()))
        .toList();
  }

  private List<Erasure> undone(Erasures erasures) {
    Stream<String> ids =
        chosen.isSaid() ? meant(erasures).stream().map(Erasure::userId) : users.stream();
    return ids.distinct().map(erasures::undo).flatMap(Optional::stream).toList();
  }

  private void requireOneChoice() {
    if (users.isEmpty() != chosen.isSaid()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "Name the users, or give --key-label, --source, --from or --to: one of the two.");
    }
  }

  private int tell(List<Erasure> undone) {
    List<String> others =
        users.stream()
            .filter(user -> undone.stream().noneMatch(erasure -> erasure.userId().equals(user)))
            .toList();
    if (form.json) {
      screen.json(ErasuresCommand.json(undone));
    } else {
      undone.forEach(erasure -> screen.say(words(erasure), 2));
      screen.remark(summary(undone));
    }
    others.forEach(user -> screen.remark("Nobody asked to forget " + user + "."));
    return others.isEmpty() ? 0 : 1;
  }

  private static String words(Erasure erasure) {
    String key = erasure.key().isEmpty() ? "" : " with the key " + erasure.key();
    return "%s: asked for at %s%s; %d refused meanwhile"
        .formatted(erasure.userId(), erasure.requestedAt(), key, erasure.refused());
  }

  private String summary(List<Erasure> undone) {
    long refused = undone.stream().mapToLong(Erasure::refused).sum();
    return "%d %s %s in again; %d %s refused meanwhile, of which nothing was kept."
        .formatted(
            undone.size(),
            undone.size() == 1 ? "user" : "users",
            dryRun ? "would be let" : undone.size() == 1 ? "is let" : "are let",
            refused,
            refused == 1 ? "event was" : "events were");
  }
}
