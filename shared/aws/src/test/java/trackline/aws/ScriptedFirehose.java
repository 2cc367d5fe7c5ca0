package trackline.aws;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;

/** A delivery stream that does as a script says, call by call, and takes everything after it. */
final class ScriptedFirehose implements FirehoseClient {
  /** What one call does. */
  @FunctionalInterface
  interface Step {
    PutRecordBatchResponse answer(PutRecordBatchRequest request);
  }

  /** The data of each call's records, in order. */
  final List<List<String>> calls = new ArrayList<>();

  /** The data of every record that an answer confirmed, in order. */
  final List<String> taken = new ArrayList<>();

  private final Deque<Step> script = new ArrayDeque<>();

  ScriptedFirehose(Step... steps) {
    script.addAll(List.of(steps));
  }

  @Override
  public PutRecordBatchResponse putRecordBatch(PutRecordBatchRequest request) {
    calls.add(data(request));
    Step step = script.isEmpty() ? failing() : script.pop();
    PutRecordBatchResponse response = step.answer(request);
    for (int i = 0; i < response.requestResponses().size(); i++) {
      if (response.requestResponses().get(i).recordId() != null) {
        taken.add(data(request).get(i));
      }
    }
    return response;
  }

  /** Answers with the records at these places failed. */
  static Step failing(int... places) {
    Set<Integer> failed = Set.copyOf(IntStream.of(places).boxed().toList());
    return request -> answer(request.records().size(), failed, failed.size());
  }

  static PutRecordBatchResponse answer(int size, Set<Integer> failed, int failedPutCount) {
    return PutRecordBatchResponse.builder()
        .failedPutCount(failedPutCount)
        .requestResponses(
            IntStream.range(0, size).mapToObj(i -> entry(i, failed.contains(i))).toList())
        .build();
  }

  static Step throttled() {
    return thrown(
        ServiceUnavailableException.builder().statusCode(503).message("slow down").build());
  }

  static Step status(int code) {
    return thrown(FirehoseException.builder().statusCode(code).message("status " + code).build());
  }

  static Step timedOut() {
    return thrown(ApiCallTimeoutException.create(1));
  }

  static Step thrown(SdkException error) {
    return request -> {
      throw error;
    };
  }

  private static PutRecordBatchResponseEntry entry(int place, boolean failed) {
    return failed
        ? PutRecordBatchResponseEntry.builder()
            .errorCode("ServiceUnavailableException")
            .errorMessage("Slow down.")
            .build()
        : PutRecordBatchResponseEntry.builder().recordId("r" + place).build();
  }

  private static List<String> data(PutRecordBatchRequest request) {
    return request.records().stream().map(record -> record.data().asUtf8String()).toList();
  }

  @Override
  public String serviceName() {
    return "firehose";
  }

  @Override
  public void close() {}
}
