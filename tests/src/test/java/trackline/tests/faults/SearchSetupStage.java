package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpClient;
import trackline.aws.StackAnswers;
import trackline.search.EventIndex;
import trackline.search.setup.SearchSetupInTime;
import trackline.tests.faults.FaultyAws.Request;

/** The setup of the search domain with its own clients, on services that can be struck. */
final class SearchSetupStage implements AutoCloseable {

  /** How much faster the time passes than the real one. */
  private static final int TIMES = 20;

  /** The function's, in the template of search. */
  private static final Duration TIME_OUT = Duration.ofMinutes(3);

  /** Of an invocation in which a call is struck: for another attempt or two. */
  private static final Duration LITTLE = Duration.ofSeconds(55);

  /** The calls of the function. */
  enum Call {
    TEMPLATE("PUT", EventIndex.TEMPLATE_PATH),
    LOOK("GET", SearchSetupInTime.POLICY_PATH),
    POLICY("PUT", SearchSetupInTime.POLICY_PATH),
    ANSWER("PUT", "/answer");

    private final String method;
    private final String path;

    Call(String method, String path) {
      this.method = method;
      this.path = path;
    }

    boolean is(Request request) {
      return request.method().equals(method) && request.uri().getPath().equals(path);
    }

    boolean can(Fault fault) {
      return switch (fault) {
        // Nothing is asked for in parts, and there is no list in an answer that is read.
        case PARTIAL, SHORT_ANSWER -> false;
        // S3, where CloudFormation waits, acknowledges by its status alone.
        case HALF_AN_ANSWER, BREAK_OFF, STALL, ANOTHERS_ANSWER, EMPTY_ANSWER, EMPTY_OBJECT ->
            this != ANSWER;
        default -> true;
      };
    }
  }

  /**
   * The end of an invocation.
   *
   * @param toStack what CloudFormation has got at last
   * @param left of the function's time
   */
  record End(Optional<JsonNode> toStack, Duration left) {
    boolean isSuccess() {
      return toStack.filter(CloudFormation::isSuccess).isPresent();
    }

    String reason() {
      return toStack.map(answer -> answer.path("Reason").asText()).orElse("");
    }
  }

  private final CloudFormation stack = new CloudFormation();
  private final HastyTime time = new HastyTime(TIMES);
  private final SearchDomain domain = new SearchDomain();
  private final FaultyAws search;
  private final FaultyAws cloudFormation;
  private final SdkHttpClient toDomain =
      StackAnswers.client(time.shortened(SearchSetupInTime.TIME_OUT));
  private final SdkHttpClient toStack = StackAnswers.client(time.shortened(StackAnswers.TIME_OUT));
  private final SearchSetupInTime function = new SearchSetupInTime(toDomain, toStack, time::pass);
  private volatile Instant deadline = Instant.MAX;

  SearchSetupStage() throws IOException {
    search = new FaultyAws(domain);
    cloudFormation = new FaultyAws(stack);
  }

  /** The domain is new. */
  void clear() {
    domain.clear();
  }

  /**
   * From now on so many of such calls are struck, and from the first of them on there is little
   * time.
   */
  void strike(Call call, Fault fault, int times) {
    service(call)
        .strike(
            request -> {
              boolean is = call.is(request);
              if (is && call != Call.ANSWER) {
                hurry();
              }
              return is;
            },
            fault,
            times);
  }

  private void hurry() {
    Duration left = Duration.between(time.instant(), deadline);
    if (left.compareTo(LITTLE) > 0) {
      time.pass(left.minus(LITTLE));
    }
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    return service(call).recover();
  }

  private FaultyAws service(Call call) {
    return call == Call.ANSWER ? cloudFormation : search;
  }

  /** CloudFormation asks for indexes to be kept so many days. */
  End invoke(int days) throws IOException {
    stack.forget();
    deadline = time.instant().plus(TIME_OUT);
    InvocationContext context = new InvocationContext(time, deadline);
    try {
      function
          .handler(search.uri())
          .handleRequest(
              new ByteArrayInputStream(request(days)), new ByteArrayOutputStream(), context);
    } catch (IOException e) {
      // Lambda tries again.
    }
    Duration left = Duration.ofMillis(context.getRemainingTimeInMillis());
    return new End(stack.answer(), left);
  }

  private byte[] request(int days) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request
        .put("RequestType", "Update")
        .put("ResponseURL", cloudFormation.uri() + "/answer?X-Amz-Signature=a")
        .putObject("ResourceProperties")
        .put("Days", String.valueOf(days));
    return request.toString().getBytes(UTF_8);
  }

  /** Whether both are in the domain as they were sent. */
  boolean isSetUp(int days) {
    return domain.template().equals(new String(EventIndex.template(), UTF_8))
        && domain.policy().contains("\"min_index_age\":\"" + days + "d\"");
  }

  @Override
  public void close() {
    List.of(search, cloudFormation).forEach(FaultyAws::close);
    toDomain.close();
    toStack.close();
  }
}
