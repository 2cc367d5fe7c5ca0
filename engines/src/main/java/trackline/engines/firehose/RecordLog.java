package trackline.engines.firehose;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * An append-only file of the record batches that were accepted together.
 *
 * <p>A batch is written in one piece: length, checksum, arrival, bytes. Opening the file again cuts
 * off a last batch that is not whole: nobody was told that it was accepted.
 */
final class RecordLog implements AutoCloseable {
  private static final int HEADER = Integer.BYTES + Long.BYTES + Long.BYTES;

  private final FileChannel channel;
  private long bytes;
  private Instant oldest = Instant.MAX;

  private RecordLog(FileChannel channel) {
    this.channel = channel;
  }

  static RecordLog open(Path file) throws IOException {
    RecordLog log =
        new RecordLog(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    long whole = log.scan(file, batch -> log.note(batch.length - HEADER, arrival(batch)));
    log.channel.truncate(whole);
    log.channel.position(whole);
    return log;
  }

  /** Writes the records' bytes, one after the other, to a stream. */
  static void copy(Path file, OutputStream target) throws IOException {
    for (Arrived batch : batches(file)) {
      target.write(batch.data());
    }
  }

  /** A batch, and when it arrived. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Arrived(Instant at, byte[] data) {}

  /** The whole batches of a file, in their order. */
  static List<Arrived> batches(Path file) throws IOException {
    List<Arrived> batches = new ArrayList<>();
    try (RecordLog log = open(file)) {
      log.scan(
          file,
          batch ->
              batches.add(
                  new Arrived(arrival(batch), Arrays.copyOfRange(batch, HEADER, batch.length))));
    }
    return batches;
  }

  void append(List<byte[]> records, Instant arrival) throws IOException {
    int size = records.stream().mapToInt(record -> record.length).sum();
    ByteBuffer batch = ByteBuffer.allocate(HEADER + size);
    batch.putInt(size).putLong(0).putLong(arrival.toEpochMilli());
    records.forEach(batch::put);
    batch.putLong(Integer.BYTES, checksum(batch.array()));
    write(batch.flip());
    note(size, arrival);
  }

  /** Size of the records that wait here. */
  long bytes() {
    return bytes;
  }

  /** When the oldest of them arrived; far in the future when there is none. */
  Instant oldest() {
    return oldest;
  }

  boolean isEmpty() {
    return oldest.equals(Instant.MAX);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write(ByteBuffer batch) throws IOException {
    long start = channel.position();
    try {
      while (batch.hasRemaining()) {
        channel.write(batch);
      }
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
  }

  private void note(int size, Instant arrival) {
    bytes += size;
    oldest = arrival.isBefore(oldest) ? arrival : oldest;
  }

  /** Reads all whole batches; answers where they end. */
  private long scan(Path file, Consumer<byte[]> reader) throws IOException {
    long end = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (byte[] batch = next(in); batch.length > 0; batch = next(in)) {
        reader.accept(batch);
        end += batch.length;
      }
    }
    return end;
  }

  /** The next batch with its header, or nothing where the rest is not a whole batch. */
  private static byte[] next(DataInputStream in) throws IOException {
    try {
      int size = in.readInt();
      if (size < 0 || size > FirehoseLimits.BATCH_BYTES) {
        return new byte[0];
      }
      byte[] batch = new byte[HEADER + size];
      ByteBuffer.wrap(batch).putInt(size);
      in.readFully(batch, Integer.BYTES, batch.length - Integer.BYTES);
      long written = ByteBuffer.wrap(batch).getLong(Integer.BYTES);
      return written == checksum(batch) ? batch : new byte[0];
    } catch (EOFException e) {
      return new byte[0];
    }
  }

  private static Instant arrival(byte[] batch) {
    return Instant.ofEpochMilli(ByteBuffer.wrap(batch).getLong(Integer.BYTES + Long.BYTES));
  }

  /** Over the arrival and the records. */
  private static long checksum(byte[] batch) {
    CRC32 crc = new CRC32();
    int start = Integer.BYTES + Long.BYTES;
    crc.update(batch, start, batch.length - start);
    return crc.getValue();
  }
}
