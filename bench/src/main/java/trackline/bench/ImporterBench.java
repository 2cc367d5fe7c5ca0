package trackline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.lambda.LambdaClient;
import trackline.importer.ImporterHandler;

/**
 * Lines a second through the whole importer, and its peak heap: a file of some megabytes, made as
 * it is read, and a table that takes everything, so that neither is measured with it.
 */
public final class ImporterBench {
  private static final long MEGABYTE = 1 << 20;
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "EVENTS_TABLE", "events",
          "ERASURES_TABLE", "erasures",
          "IMPORTS_TABLE", "imports",
          "QUARANTINE_BUCKET", "quarantine",
          "IP_ADDRESSES", "whole",
          "FILE_MAPPINGS", "landing/=airkit");

  /** Nothing is gone on with: the invocation has time enough. */
  private static final class NoLambda implements LambdaClient {
    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private ImporterBench() {}

  /** Imports one file; the argument is its size in megabytes. */
  public static void main(String[] arguments) throws IOException {
    long megabytes = Long.parseLong(arguments[0]);
    EndlessLines lines = new EndlessLines(megabytes * MEGABYTE);
    TakesEverything table = new TakesEverything();
    LongInvocation invocation = new LongInvocation();
    try (OneObject bucket = new OneObject(lines, lines.size());
        NoLambda lambda = new NoLambda()) {
      ImporterHandler handler =
          new ImporterHandler(ENVIRONMENT, table, bucket, lambda, Clock.systemUTC());
      long start = System.nanoTime();
      handler.handleRequest(
          new ByteArrayInputStream(event(lines.size())), new ByteArrayOutputStream(), invocation);
      report(megabytes, lines.lines(), Duration.ofNanos(System.nanoTime() - start));
    }
    if (table.inserts() != lines.lines()) {
      throw new IllegalStateException("Not every line was written: " + invocation.line());
    }
  }

  private static byte[] event(long size) {
    return """
        {"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"landing"},\
        "object":{"key":"export.json","size":%d,"etag":"e"}}}
        """
        .formatted(size)
        .getBytes(UTF_8);
  }

  private static void report(long megabytes, long lines, Duration time) {
    System.out.printf(
        "importer  %,5d MB  %,9d lines  %,8.0f lines/s  peak heap %3d MB%n",
        megabytes, lines, lines / (time.toMillis() / 1000.0), peakHeap() / MEGABYTE);
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(java.lang.management.MemoryUsage::getUsed)
        .sum();
  }
}
