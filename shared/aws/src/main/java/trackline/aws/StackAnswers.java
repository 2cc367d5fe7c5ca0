package trackline.aws;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The way of answers to CloudFormation, which waits for an hour where none comes: each is tried
 * more than once.
 */
public record StackAnswers(SdkHttpClient http) {
  /**
   * Of a connection, and of a wait for the answer: all attempts take 18 seconds at most, of the 30
   * that functions keep.
   */
  public static final Duration TIME_OUT = Duration.ofSeconds(3);

  private static final int ATTEMPTS = 3;

  /** A client that waits so long for a connection, and for an answer. */
  public static SdkHttpClient client(Duration timeOut) {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(timeOut)
        .socketTimeout(timeOut)
        .build();
  }

  /**
   * Says that all was done.
   *
   * @throws IOException when CloudFormation does not take it
   */
  public void success(StackRequest request) throws IOException {
    send(request, request.success());
  }

  /**
   * Says why not.
   *
   * @throws IOException when CloudFormation does not take it
   */
  public void failure(StackRequest request, String reason) throws IOException {
    send(request, request.failure(reason));
  }

  private void send(StackRequest request, byte[] answer) throws IOException {
    IOException failure = new IOException("CloudFormation does not take the answer");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        if (put(URI.create(request.responseUrl()), answer)) {
          return;
        }
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /**
   * The type is empty, since the URL's signature covers none, and the JDK's connection would make
   * one up.
   */
  private boolean put(URI presigned, byte[] body) throws IOException {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.PUT)
            .uri(presigned)
            .putHeader("Content-Type", "")
            .putHeader("Content-Length", String.valueOf(body.length))
            .build();
    HttpExecuteResponse response =
        http.prepareRequest(
                HttpExecuteRequest.builder()
                    .request(request)
                    .contentStreamProvider(ContentStreamProvider.fromByteArray(body))
                    .build())
            .call();
    response.responseBody().ifPresent(AbortableInputStream::abort);
    return response.httpResponse().isSuccessful();
  }
}
