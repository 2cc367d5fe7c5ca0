package trackline.search.setup;

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

/** HTTP calls as they are, signed for a domain or not at all. */
record Web(SdkHttpClient http, AwsCredentialsProvider credentials, String region, Clock clock) {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  /** The answer to a call. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, byte[] body) {
    boolean isSuccess() {
      return status / 100 == 2;
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

  /**
   * Puts something where a URL allows it by itself. The type is empty, since the URL's signature
   * covers none, and the JDK's connection would make one up.
   */
  Answer put(URI presigned, byte[] body) throws IOException {
    return call(
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.PUT)
            .uri(presigned)
            .putHeader("Content-Type", "")
            .putHeader("Content-Length", String.valueOf(body.length))
            .build(),
        body);
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
