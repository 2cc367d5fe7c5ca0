package trackline.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;

/** Sends bytes as they are, a connection for each request, and reads whatever comes back. */
final class Wire {
  private static final int PATIENCE_MILLIS = 40_000;
  private static final int SHORT_PATIENCE_MILLIS = 2_000;
  private static final int SLOW_PIECES = 5;
  private static final int SLOW_MILLIS = 20;

  private final int port;
  private long sent;

  Wire(URI url) {
    this.port = url.getPort();
  }

  /**
   * What came back.
   *
   * @param millis from when the last piece began to be sent to the last byte that came
   * @param isWhole whether the server did not break the connection
   */
  record Reply(List<Answer> answers, double millis, boolean isWhole) {}

  /** The bytes that were sent since this was asked. */
  long takeSent() {
    long bytes = sent;
    sent = 0;
    return bytes;
  }

  Reply send(Request request) throws IOException, InterruptedException {
    byte[] bytes = request.bytes();
    sent += bytes.length - request.body().length + request.weight();
    Reading reading = new Reading(request.isHttp() ? PATIENCE_MILLIS : SHORT_PATIENCE_MILLIS);
    long start = System.nanoTime();
    boolean isWhole = true;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      start = write(bytes, request.shape() == Shape.SLOW, socket);
      isWhole = reading.read(socket);
    } catch (IOException e) {
      // It did not want all of the bytes; what it said is gone with the connection.
      isWhole = false;
    }
    double millis = Math.max(0, reading.last - start) / 1e6;
    boolean isHead = !request.head().isEmpty() && request.head().getFirst().startsWith("HEAD ");
    return new Reply(Answer.all(reading.bytes.toByteArray(), isHead), millis, isWhole);
  }

  /** Returns when the last piece began to be sent. */
  private static long write(byte[] bytes, boolean isSlow, Socket socket)
      throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    int pieces = isSlow ? SLOW_PIECES : 1;
    long start = System.nanoTime();
    for (int piece = 0; piece < pieces; piece++) {
      if (piece > 0) {
        Thread.sleep(SLOW_MILLIS);
        start = System.nanoTime();
      }
      int from = (int) ((long) bytes.length * piece / pieces);
      int to = (int) ((long) bytes.length * (piece + 1) / pieces);
      out.write(bytes, from, to - from);
      out.flush();
    }
    socket.shutdownOutput();
    return start;
  }

  /** What comes back, until nothing more does. */
  private static final class Reading {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int patience;
    private long last = System.nanoTime();

    Reading(int patience) {
      this.patience = patience;
    }

    /**
     * Reads to the end. The JDK's server may keep a connection for a while that has no more
     * requests for it, so that behind an answer nobody waits for long.
     *
     * @return whether the connection was not broken
     */
    boolean read(Socket socket) {
      byte[] buffer = new byte[65_536];
      try {
        socket.setSoTimeout(patience);
        InputStream in = socket.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          bytes.write(buffer, 0, read);
          last = System.nanoTime();
          socket.setSoTimeout(SHORT_PATIENCE_MILLIS);
        }
        return true;
      } catch (SocketTimeoutException e) {
        last = bytes.size() == 0 ? System.nanoTime() : last;
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }
}
