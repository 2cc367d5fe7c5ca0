package trackline.tests.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Commands that a document shows, with the answer that it shows to them. Such commands stand in a
 * {@code sh} block right after {@code <!-- executed -->}; their answer is the block right after.
 *
 * @param line where the commands begin in the document
 */
record Example(int line, String commands, Optional<Answer> answer) {
  private static final String MARK = "<!-- executed -->";
  private static final String FENCE = "```";

  /**
   * An answer as it is shown.
   *
   * @param language {@code jsonc} for an answer over HTTP, {@code text} for that of a command
   */
  record Answer(String language, String text) {}

  private record Block(String language, int first, int end, String text) {}

  /** All examples of a file, in order. */
  static List<Example> of(Path readme) throws IOException {
    List<String> lines = Files.readAllLines(readme);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(MARK)) {
        Block commands =
            block(lines, i + 1)
                .filter(block -> block.language().equals("sh"))
                .orElseThrow(() -> new AssertionError("Nothing to execute is marked in " + readme));
        Optional<Answer> answer =
            block(lines, commands.end()).map(block -> new Answer(block.language(), block.text()));
        examples.add(new Example(commands.first() + 1, commands.text(), answer));
      }
    }
    return examples;
  }

  /** The block whose fence stands at a place, if one does. */
  private static Optional<Block> block(List<String> lines, int fence) {
    if (fence >= lines.size() || !lines.get(fence).startsWith(FENCE)) {
      return Optional.empty();
    }
    String language = lines.get(fence).substring(FENCE.length());
    int close =
        IntStream.range(fence + 1, lines.size())
            .filter(i -> lines.get(i).equals(FENCE))
            .findFirst()
            .orElseThrow();
    String text = String.join("\n", lines.subList(fence + 1, close));
    return Optional.of(new Block(language, fence + 1, close + 1, text));
  }
}
