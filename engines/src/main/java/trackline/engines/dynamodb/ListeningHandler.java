package trackline.engines.dynamodb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A handler of DynamoDB's calls whose listener hears of each before its caller does. */
final class ListeningHandler extends Handler.Wrapper {
  /** Those of streams have another name here. */
  private static final String SERVICE = "DynamoDB_20120810.";

  private final CallListener listener;
  private final Clock clock;

  ListeningHandler(Handler handler, CallListener listener, Clock clock) {
    super(handler);
    this.listener = listener;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    @Nullable String target = request.getHeaders().get("X-Amz-Target");
    if (target == null
        || !target.startsWith(SERVICE)
        || !listener.hears(target.substring(SERVICE.length()))) {
      return super.handle(request, response, callback);
    }
    ReadRequest read = new ReadRequest(request);
    String operation = target.substring(SERVICE.length());
    Answer answer = new Answer(read, response, operation, clock.instant());
    return super.handle(read, answer, callback);
  }

  private static void copy(ByteBuffer from, ByteArrayOutputStream to) {
    byte[] bytes = new byte[from.remaining()];
    from.slice().get(bytes);
    to.writeBytes(bytes);
  }

  /** A request that keeps what was read of it. */
  private static final class ReadRequest extends Request.Wrapper {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    ReadRequest(Request request) {
      super(request);
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.@Nullable Chunk chunk = super.read();
      if (chunk != null && chunk.hasRemaining()) {
        copy(chunk.getByteBuffer(), body);
      }
      return chunk;
    }
  }

  /** A response whose last bytes wait for the listener. */
  private final class Answer extends Response.Wrapper {
    private final ReadRequest request;
    private final String operation;
    private final Instant at;
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();

    Answer(ReadRequest request, Response response, String operation, Instant at) {
      super(request, response);
      this.request = request;
      this.operation = operation;
      this.at = at;
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (getStatus() >= HttpStatus.BAD_REQUEST_400 && content != null) {
        copy(content, error);
      }
      if (last) {
        listener.answered(call());
      }
      super.write(last, content, callback);
    }

    private AnsweredCall call() {
      return new AnsweredCall(
          operation,
          at,
          request.getHeaders().get("Authorization"),
          request.getHeaders().get("User-Agent"),
          Request.getRemoteAddr(request),
          request.body.toByteArray(),
          getHeaders().get("x-amzn-RequestId"),
          error.toByteArray());
    }
  }
}
