package trackline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import trackline.engines.lambda.LocalFunction;

/**
 * The schedule of attach on this machine: every second, as nobody waits five minutes here for a
 * table that was just made.
 */
final class Following implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final byte[] NOTHING_IN_PARTICULAR = "{}".getBytes(StandardCharsets.UTF_8);

  private final LocalFunction attach;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Set<String> attached = new HashSet<>();
  private JsonNode told = JSON.createArrayNode();

  Following(LocalFunction attach) {
    this.attach = attach;
    ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(this::now, 0, 1, TimeUnit.SECONDS);
  }

  /** Work during which nothing is attached. */
  interface Work {
    void run() throws IOException;
  }

  /** Has the tables attached as they are now, and says once that one is, or why it is not. */
  synchronized void now() {
    try {
      JsonNode report = JSON.readTree(attach.invoke(NOTHING_IN_PARTICULAR));
      tellRefused(report.path("refused"));
      tellAttached(report.path("tables").valueStream().map(JsonNode::asText).toList());
    } catch (IOException | RuntimeException | LocalFunction.FunctionFailure e) {
      LOG.warn("The tables could not be looked at; logs/attach.log tells why", e);
    }
  }

  private void tellRefused(JsonNode refused) {
    if (!refused.equals(told)) {
      refused.forEach(reason -> LOG.warn("Not attached yet: {}", reason.asText()));
      told = refused;
    }
  }

  private void tellAttached(List<String> tables) {
    attached.retainAll(tables);
    tables.stream()
        .filter(attached::add)
        .forEach(table -> LOG.info("Attached: {} has a stream, and it is read", table));
  }

  /** Does something that would mislead it in between, and has the tables attached again. */
  synchronized void around(Work work) throws IOException {
    work.run();
    now();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
