package trackline.engines.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;
import trackline.engines.server.OwnHandler;
import trackline.loopback.OwnNames;

/** Stands before S3Proxy's handler, on the Jetty that it brings, as {@link OwnHandler} does. */
final class OwnObjects extends Handler.Wrapper {
  private static final int FORBIDDEN = 403;

  private final OwnNames names;

  private OwnObjects(OwnNames names) {
    this.names = names;
  }

  /**
   * Puts the check before a proxy that has not started. S3Proxy has no place for one, and keeps its
   * server to itself.
   */
  static void guard(S3Proxy proxy, OwnNames names) throws ReflectiveOperationException {
    Field field = S3Proxy.class.getDeclaredField("server");
    field.setAccessible(true);
    ((Server) field.get(proxy)).insertHandler(new OwnObjects(names));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Optional<String> refusal =
        names.refusal(
            request.getHeaders().getValuesList("Host"),
            request.getHeaders().getValuesList("Origin"));
    if (refusal.isEmpty()) {
      return super.handle(request, response, callback);
    }
    response.setStatus(FORBIDDEN);
    response.getHeaders().put("Content-Type", "application/problem+json");
    response.write(true, ByteBuffer.wrap(refusal.get().getBytes(UTF_8)), callback);
    return true;
  }
}
