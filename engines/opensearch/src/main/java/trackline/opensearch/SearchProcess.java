package trackline.opensearch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.opensearch.common.settings.Settings;
import org.opensearch.http.HttpServerTransport;

/**
 * One node of OpenSearch on the loopback address: {@code java SearchProcess FOLDER}. It prints
 * {@code ready PORT} and runs until its standard input ends, as it does when its parent goes,
 * however that is.
 */
public final class SearchProcess {
  private SearchProcess() {}

  public static void main(String[] arguments) throws IOException {
    // What libraries print goes to the log; the answer to the parent does not.
    PrintStream answers = System.out;
    System.setOut(System.err);
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    try (FileChannel lockFile = lockFile(folder)) {
      // A node of a parent that was killed a moment ago may still be closing.
      FileLock _ = lockFile.lock();
      serve(folder, answers);
    }
    // OpenSearch leaves threads behind that would keep the process.
    System.exit(0);
  }

  private static void serve(Path folder, PrintStream answers) throws IOException {
    try (OpenSearchRunner runner = start(folder)) {
      answers.println("ready " + port(runner));
      answers.flush();
      System.in.transferTo(PrintStream.nullOutputStream());
      runner.flush();
    }
  }

  private static FileChannel lockFile(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static OpenSearchRunner start(Path folder) {
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild((number, settings) -> configure(settings));
    runner.build(
        OpenSearchRunner.newConfigs()
            .clusterName("trackline")
            .basePath(folder.toString())
            .numOfNode(1)
            .pluginTypes(OwnRequests.class.getName())
            .disableESLogger());
    runner.ensureYellow();
    return runner;
  }

  /** Free ports on loopback; a full disk of the machine is not this node's to judge. */
  private static void configure(Settings.Builder settings) {
    settings
        .put("network.host", "127.0.0.1")
        .put("http.port", "0")
        .put("transport.port", "0")
        .put("discovery.type", "single-node")
        .put("cluster.routing.allocation.disk.threshold_enabled", false);
  }

  private static int port(OpenSearchRunner runner) {
    return runner
        .node()
        .injector()
        .getInstance(HttpServerTransport.class)
        .boundAddress()
        .publishAddress()
        .getPort();
  }
}
