package trackline.tests.walk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

/** A client that sends bytes as it is told: what an ordinary client would never send. */
public final class RawHttp {
  private static final int PATIENCE_MILLIS = 20_000;

  private final int port;

  public RawHttp(URI url) {
    this.port = url.getPort();
  }

  /** Posts a body under the given header lines; answers the whole response as text. */
  public String post(String path, String headers, byte[] body) throws IOException {
    return send(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(path, body.length, headers),
        body);
  }

  /** Sends a request's head and body, says that no more comes, and reads to the end. */
  public String send(String head, byte[] body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(body);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
