package trackline.engines.firehose;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import trackline.engines.s3.Folders;

/**
 * What one stream has accepted and not yet delivered, on disk.
 *
 * <p>Records go to `open.log`. A full or old buffer is sealed: the file is renamed to the key of
 * the object that it will be. Sealed files are delivered and deleted, so that a kill at any point
 * leads to the same object and documents once more, never to others.
 */
final class DeliveryBuffer implements AutoCloseable {
  private final DeliveryStream stream;
  private final Path open;
  private final Path sealed;
  private final Delivery delivery;
  private final Clock clock;
  private final ReentrantLock delivering = new ReentrantLock();
  private RecordLog log;

  DeliveryBuffer(DeliveryStream stream, Path folder, Delivery delivery, Clock clock)
      throws IOException {
    this.stream = stream;
    this.open = folder.resolve("open.log");
    this.sealed = folder.resolve("sealed");
    this.delivery = delivery;
    this.clock = clock;
    Files.createDirectories(sealed);
    this.log = RecordLog.open(open);
  }

  synchronized void accept(List<byte[]> records) throws IOException {
    switch (stream.destination()) {
      case Destination.Bucket bucket -> log.append(records, clock.instant());
      // Each by itself, since each becomes a document.
      case Destination.Index index -> {
        for (byte[] record : records) {
          log.append(List.of(record), clock.instant());
        }
      }
    }
  }

  /** Delivers what is due by size or by time. */
  void deliverDue() throws IOException {
    sealIf(log -> log.bytes() >= stream.bufferBytes() || isOld(log));
    deliverSealed();
  }

  /** Delivers everything, and answers the keys of the new objects. */
  List<String> deliverAll() throws IOException {
    // Sealed under the lock: the timer must not take the file, or its key would not be answered.
    delivering.lock();
    try {
      sealIf(log -> true);
      return deliverSealed();
    } finally {
      delivering.unlock();
    }
  }

  /** Forgets everything that was accepted. */
  void reset() throws IOException {
    delivering.lock();
    try {
      sealIf(log -> true);
      Folders.empty(sealed);
    } finally {
      delivering.unlock();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    log.close();
  }

  private boolean isOld(RecordLog log) {
    return !log.oldest().plus(stream.bufferInterval()).isAfter(clock.instant());
  }

  private synchronized void sealIf(Predicate<RecordLog> due) throws IOException {
    if (log.isEmpty() || !due.test(log)) {
      return;
    }
    Instant oldest = log.oldest();
    String key = ObjectNames.next(stream.name(), stream.destination().bucket(), oldest);
    log.close();
    try {
      Files.move(open, sealed.resolve(fileName(key)), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // Also where the move failed: what comes next must find an open log.
      log = RecordLog.open(open);
    }
  }

  private List<String> deliverSealed() throws IOException {
    delivering.lock();
    try {
      List<String> keys = new ArrayList<>();
      for (Path file : Folders.files(sealed)) {
        keys.add(deliver(file));
      }
      return keys;
    } finally {
      delivering.unlock();
    }
  }

  private String deliver(Path file) throws IOException {
    String key = URLDecoder.decode(file.getFileName().toString(), StandardCharsets.UTF_8);
    delivery.deliver(file, key);
    Files.delete(file);
    return key;
  }

  private static String fileName(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8);
  }
}
