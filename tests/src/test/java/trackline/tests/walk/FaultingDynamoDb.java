package trackline.tests.walk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import trackline.engines.template.LocalNames;

/** A real table behind a line that has the troubles it is told to have, each for one call. */
public final class FaultingDynamoDb implements DynamoDbClient {
  /** What happens to a call for inserts. */
  public interface InsertTrouble {
    BatchExecuteStatementResponse on(BatchExecuteStatementRequest request, DynamoDbClient real);
  }

  /** What happens to a call for reads. */
  public interface ReadTrouble {
    BatchGetItemResponse on(BatchGetItemRequest request, DynamoDbClient real);
  }

  /** The table leaves every key for later. */
  public static final ReadTrouble UNPROCESSED =
      (request, _) ->
          BatchGetItemResponse.builder()
              .responses(Map.of())
              .unprocessedKeys(request.requestItems())
              .build();

  public final Queue<InsertTrouble> inserts = new ArrayDeque<>();

  /** For reads of the events table. */
  public final Queue<ReadTrouble> reads = new ArrayDeque<>();

  /** For reads of the table of erasures, which come first. */
  public final Queue<ReadTrouble> erasureReads = new ArrayDeque<>();

  public final AtomicInteger insertCalls = new AtomicInteger();
  private final DynamoDbClient real;

  public FaultingDynamoDb(DynamoDbClient real) {
    this.real = real;
  }

  /** The call fails and stores nothing. */
  public static InsertTrouble fails(RuntimeException failure) {
    return (request, real) -> {
      throw failure;
    };
  }

  /** Everything is stored, and the answer gets lost. */
  public static InsertTrouble losesTheAnswer(RuntimeException failure) {
    return (request, real) -> {
      real.batchExecuteStatement(request);
      throw failure;
    };
  }

  /** The row whose parameters hold a text is refused by itself; the others are stored. */
  public static InsertTrouble refuses(String text, BatchStatementErrorCodeEnum code) {
    return (request, real) -> {
      List<BatchStatementRequest> good =
          request.statements().stream().filter(s -> !holds(s, text)).toList();
      Queue<BatchStatementResponse> answers = new ArrayDeque<>();
      if (!good.isEmpty()) {
        answers.addAll(real.batchExecuteStatement(r -> r.statements(good)).responses());
      }
      List<BatchStatementResponse> all = new ArrayList<>();
      for (BatchStatementRequest statement : request.statements()) {
        all.add(
            holds(statement, text)
                ? BatchStatementResponse.builder().error(e -> e.code(code)).build()
                : answers.remove());
      }
      return BatchExecuteStatementResponse.builder().responses(all).build();
    };
  }

  private static boolean holds(BatchStatementRequest statement, String text) {
    return statement.parameters().stream().anyMatch(value -> value.s().equals(text));
  }

  @Override
  public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
    insertCalls.incrementAndGet();
    @Nullable InsertTrouble trouble = next(inserts);
    return trouble == null ? real.batchExecuteStatement(request) : trouble.on(request, real);
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    boolean ofErasures = request.requestItems().containsKey(LocalNames.of("ErasuresTable"));
    @Nullable ReadTrouble trouble = next(ofErasures ? erasureReads : reads);
    return trouble == null ? real.batchGetItem(request) : trouble.on(request, real);
  }

  private static <T> @Nullable T next(Queue<T> troubles) {
    synchronized (troubles) {
      return troubles.poll();
    }
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return real.getItem(request);
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return real.updateItem(request);
  }

  @Override
  public String serviceName() {
    return real.serviceName();
  }

  @Override
  public void close() {
    real.close();
  }
}
