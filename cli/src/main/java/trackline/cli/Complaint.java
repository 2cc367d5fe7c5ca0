package trackline.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command that is not understood: what, what may be meant, where to look. */
final class Complaint {
  private Complaint() {}

  static int tell(ParameterException wrong, Screen screen) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (command.getParseResult() != null && asksForNothing(command)) {
      command.usage(screen.err());
    } else {
      screen.remark("trackline: " + what(wrong, command));
      List<String> meant = meant(wrong);
      if (!meant.isEmpty()) {
        screen.remark("  Did you mean: " + String.join(", or ", meant) + "?");
      }
      screen.remark("  See `./" + name + " --help`.");
    }
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** {@code trackline} alone: whoever writes that wants to know what there is. */
  private static boolean asksForNothing(CommandLine command) {
    return command.getParent() == null && command.getParseResult().originalArgs().isEmpty();
  }

  private static String what(ParameterException wrong, CommandLine command) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        return "There is no option " + first + ".";
      }
      return command.getParent() == null
          ? "There is no command " + first + "."
          : "'" + first + "' is one word too many.";
    }
    String text = String.valueOf(wrong.getMessage());
    return text.endsWith(".") ? text : text + ".";
  }

  private static List<String> meant(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
      return List.of();
    }
    if (unmatched.isUnknownOption()) {
      return Options.near(unmatched.getUnmatched().getFirst(), wrong.getCommandLine());
    }
    return wrong.getCommandLine().getParent() == null
        ? unmatched.getSuggestions().stream().limit(2).map(name -> "trackline " + name).toList()
        : List.of();
  }
}
