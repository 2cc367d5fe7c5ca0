package trackline.tests.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;

/** Delivery streams in memory, which answer and fail as Firehose may. */
final class SimulatedFirehose implements FirehoseClient {
  private enum Fault {
    THROTTLED,
    SERVER_ERROR,
    REFUSED,
    SOME_FAILED,
    ERROR_CODES_WITHOUT_A_COUNT,
    A_COUNT_WITHOUT_ERROR_CODES,
    SHORT_ANSWER,
    EMPTY_ANSWER,
    HANG,
    ANSWER_LOST,
    KILLED_AFTER_THE_PUT
  }

  private static final Duration CALL = Duration.ofMillis(40);

  private final Schedule schedule;
  private final VirtualTime time;
  private final Map<String, Map<String, Integer>> taken = new HashMap<>();

  SimulatedFirehose(Schedule schedule, VirtualTime time) {
    this.schedule = schedule;
    this.time = time;
  }

  /** How often a stream has taken an event. */
  int taken(String stream, String eventId) {
    return taken.getOrDefault(stream, Map.of()).getOrDefault(eventId, 0);
  }

  /** The ids of the events that a stream has taken. */
  Iterable<String> eventIds(String stream) {
    return taken.getOrDefault(stream, Map.of()).keySet();
  }

  @Override
  public PutRecordBatchResponse putRecordBatch(PutRecordBatchRequest request) {
    time.pass(CALL);
    int size = request.records().size();
    return schedule.strikes()
        ? struck(schedule.oneOf(Fault.values()), request, size)
        : take(request, new boolean[size]).answer();
  }

  private PutRecordBatchResponse struck(Fault fault, PutRecordBatchRequest request, int size) {
    return switch (fault) {
      case THROTTLED -> throw ServiceUnavailableException.builder().statusCode(503).build();
      case SERVER_ERROR -> throw FirehoseException.builder().statusCode(500).build();
      case REFUSED -> throw FirehoseException.builder().statusCode(403).build();
      case SOME_FAILED -> take(request, someOf(size)).answer();
      case ERROR_CODES_WITHOUT_A_COUNT -> take(request, someOf(size)).answer(0);
      case A_COUNT_WITHOUT_ERROR_CODES -> take(request, someOf(size)).onlyCounted();
      case SHORT_ANSWER -> {
        int named = schedule.random().nextInt(size);
        yield take(request, from(named, size)).cut(named);
      }
      case EMPTY_ANSWER -> PutRecordBatchResponse.builder().build();
      case HANG -> throw timedOut(request);
      case ANSWER_LOST -> {
        take(request, new boolean[size]);
        throw timedOut(request);
      }
      case KILLED_AFTER_THE_PUT -> {
        take(request, new boolean[size]);
        throw new Schedule.Killed();
      }
    };
  }

  private ApiCallTimeoutException timedOut(PutRecordBatchRequest request) {
    Duration timeOut =
        request.overrideConfiguration().flatMap(c -> c.apiCallTimeout()).orElseThrow();
    time.pass(timeOut);
    return ApiCallTimeoutException.create(timeOut.toMillis());
  }

  private boolean[] someOf(int size) {
    boolean[] failed = new boolean[size];
    for (int i = 0; i < size; i++) {
      failed[i] = schedule.random().nextBoolean();
    }
    return failed;
  }

  private boolean[] from(int first, int size) {
    boolean[] failed = someOf(size);
    for (int i = 0; i < first; i++) {
      failed[i] = false;
    }
    return failed;
  }

  /** Takes the records that have not failed. */
  private Put take(PutRecordBatchRequest request, boolean[] failed) {
    for (int i = 0; i < failed.length; i++) {
      if (!failed[i]) {
        String data = request.records().get(i).data().asUtf8String();
        data.lines().forEach(line -> keep(request.deliveryStreamName(), line));
      }
    }
    return new Put(failed);
  }

  private void keep(String stream, String line) {
    String member = "\"event_id\":\"";
    int start = line.indexOf(member) + member.length();
    String eventId = line.substring(start, line.indexOf('"', start));
    taken.computeIfAbsent(stream, name -> new HashMap<>()).merge(eventId, 1, Integer::sum);
  }

  /** A put of which these records failed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Put(boolean[] failed) {
    PutRecordBatchResponse answer() {
      return answer(count());
    }

    PutRecordBatchResponse answer(int count) {
      List<PutRecordBatchResponseEntry> entries = new ArrayList<>();
      for (boolean isFailed : failed) {
        entries.add(entry(isFailed));
      }
      return answer(count, entries);
    }

    /** Every record has an id, as if it were taken; the count alone tells that some were not. */
    PutRecordBatchResponse onlyCounted() {
      return answer(count(), new Put(new boolean[failed.length]).answer().requestResponses());
    }

    PutRecordBatchResponse cut(int size) {
      return answer(0, answer().requestResponses().subList(0, size));
    }

    private int count() {
      int count = 0;
      for (boolean isFailed : failed) {
        count += isFailed ? 1 : 0;
      }
      return count;
    }

    private static PutRecordBatchResponse answer(
        int count, List<PutRecordBatchResponseEntry> entries) {
      return PutRecordBatchResponse.builder()
          .failedPutCount(count)
          .requestResponses(entries)
          .build();
    }

    private static PutRecordBatchResponseEntry entry(boolean isFailed) {
      return isFailed
          ? PutRecordBatchResponseEntry.builder().errorCode("InternalFailure").build()
          : PutRecordBatchResponseEntry.builder().recordId("r").build();
    }
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
