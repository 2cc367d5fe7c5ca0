package trackline.forward;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;

/** A delivery stream that takes each record unless its script, call by call, says otherwise. */
final class FaultyFirehose implements FirehoseClient {
  /** The lines that it has taken, in order. */
  final List<String> lines = new ArrayList<>();

  /** How many records each call had. */
  final List<Integer> calls = new ArrayList<>();

  private final Deque<IntPredicate> failures = new ArrayDeque<>();

  /** Which records of the next calls fail: a predicate on their place in the call. */
  void fail(Collection<IntPredicate> script) {
    failures.addAll(script);
  }

  /** Takes everything from now on. */
  void recover() {
    failures.clear();
  }

  @Override
  public PutRecordBatchResponse putRecordBatch(PutRecordBatchRequest request) {
    calls.add(request.records().size());
    IntPredicate failing = failures.isEmpty() ? place -> false : failures.pop();
    if (failing.equals(THROTTLED)) {
      throw ServiceUnavailableException.builder().statusCode(503).build();
    }
    List<PutRecordBatchResponseEntry> entries =
        IntStream.range(0, request.records().size())
            .mapToObj(place -> entry(request, place, failing.test(place)))
            .toList();
    return PutRecordBatchResponse.builder()
        .failedPutCount((int) entries.stream().filter(e -> e.errorCode() != null).count())
        .requestResponses(entries)
        .build();
  }

  /** A call that fails as a whole. */
  static final IntPredicate THROTTLED = place -> true;

  private PutRecordBatchResponseEntry entry(
      PutRecordBatchRequest request, int place, boolean fails) {
    if (fails) {
      return PutRecordBatchResponseEntry.builder().errorCode("InternalFailure").build();
    }
    request.records().get(place).data().asUtf8String().lines().forEach(lines::add);
    return PutRecordBatchResponseEntry.builder().recordId("r" + calls.size() + place).build();
  }

  @Override
  public String serviceName() {
    return "firehose";
  }

  @Override
  public void close() {}
}
