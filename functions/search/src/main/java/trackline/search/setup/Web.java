package trackline.search.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** HTTP calls as they are, signed for a domain. */
record Web(SdkHttpClient http, AwsCredentialsProvider credentials, String region, Clock clock) {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The answer to a call. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, byte[] body) {
    boolean isSuccess() {
      return status / 100 == 2;
    }

    /**
     * Requires that what was asked for was done.
     *
     * @throws IOException when the domain refused it
     */
    void requireSuccess(String call) throws IOException {
      if (!isSuccess()) {
        throw new IOException("The domain answered " + status + " to " + call);
      }
    }

    /** The JSON in it; missing where it is none, or not whole. */
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        return MissingNode.getInstance();
      }
    }
  }

  /** Calls a search domain in the function's own name. */
  Answer signed(SdkHttpMethod method, URI uri, byte[] body) throws IOException {
    SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(method).uri(uri);
    if (body.length > 0) {
      request
          .putHeader("Content-Type", "application/json")
          .putHeader("Content-Length", String.valueOf(body.length));
    }
    SignedRequest signed =
        SIGNER.sign(
            r ->
                r.identity(credentials.resolveCredentials())
                    .request(request.build())
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "es")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    return call(signed.request(), body);
  }

  private Answer call(SdkHttpRequest request, byte[] body) throws IOException {
    HttpExecuteRequest.Builder execution = HttpExecuteRequest.builder().request(request);
    if (body.length > 0) {
      execution.contentStreamProvider(ContentStreamProvider.fromByteArray(body));
    }
    HttpExecuteResponse response = http.prepareRequest(execution.build()).call();
    return new Answer(response.httpResponse().statusCode(), bytes(response.responseBody()));
  }

  private static byte[] bytes(Optional<AbortableInputStream> body) throws IOException {
    try (InputStream in = body.isPresent() ? body.get() : InputStream.nullInputStream()) {
      return in.readAllBytes();
    }
  }
}
