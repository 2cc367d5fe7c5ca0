package trackline.tests.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The functions as {@code sam build} alone makes them from a clean clone. */
record Artifacts(Path folder) {

  /** Copies what git knows of, changes and new files too, and builds there. */
  static Artifacts build(Path clone) throws IOException, InterruptedException {
    String files =
        Commands.run(Stack.ROOT, Map.of(), "git", "ls-files", "-z", "-co", "--exclude-standard");
    for (String name : files.split("\0", -1)) {
      copy(Stack.ROOT.resolve(name), clone.resolve(name));
    }
    Commands.run(Stack.ROOT, Map.of(), "make", "-s", "sam");
    Commands.run(
        clone,
        Map.of("SAM_CLI_TELEMETRY", "0"),
        Stack.ROOT.resolve(".tools/sam/bin/sam").toString(),
        "build");
    return new Artifacts(clone.resolve(".aws-sam/build"));
  }

  private static void copy(Path from, Path to) throws IOException {
    // Git also lists files that are deleted here.
    if (Files.isRegularFile(from)) {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    }
  }

  Path of(Stack.Function function) {
    return folder.resolve(function.resource().id());
  }

  /** The functions of a nested stack. */
  Artifacts nested(String stack) {
    return new Artifacts(folder.resolve(stack));
  }

  /** The bytes of a function's archive, as it is uploaded. */
  long zipped(Stack.Function function) throws IOException {
    Counter counter = new Counter();
    try (ZipOutputStream zip = new ZipOutputStream(counter)) {
      for (Path file : files(of(function))) {
        zip.putNextEntry(new ZipEntry(of(function).relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return counter.bytes;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int one) {
      bytes++;
    }

    @Override
    public void write(byte[] buffer, int from, int length) {
      bytes += length;
    }
  }
}
