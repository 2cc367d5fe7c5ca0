package trackline.engines.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import trackline.loopback.OwnNames;

/** Stands before DynamoDB's handler, and lets requests of this machine through. */
public final class OwnHandler extends Handler.Wrapper {
  private final OwnNames names;

  public OwnHandler(Handler handler, OwnNames names) {
    super(handler);
    this.names = names;
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
    response.setStatus(HttpStatus.FORBIDDEN_403);
    response.getHeaders().put("Content-Type", "application/problem+json");
    response.write(true, ByteBuffer.wrap(refusal.get().getBytes(UTF_8)), callback);
    return true;
  }
}
