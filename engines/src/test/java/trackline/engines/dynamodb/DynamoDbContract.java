package trackline.engines.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import trackline.engines.kit.EventTables;

/** What Trackline leans on in DynamoDB, whoever answers. */
abstract class DynamoDbContract {
  abstract DynamoDbClient client();

  @Test
  void anInsertRefusesAKeyThatIsThere() {
    EventTables.put(client(), "there");

    List<BatchStatementResponse> answers =
        client()
            .batchExecuteStatement(r -> r.statements(insert("there"), insert("new")))
            .responses();

    assertThat(answers.get(0).error().code()).isEqualTo(BatchStatementErrorCodeEnum.DUPLICATE_ITEM);
    assertThat(answers.get(1).error()).isNull();
  }

  private static BatchStatementRequest insert(String key) {
    return BatchStatementRequest.builder()
        .statement("INSERT INTO \"events\" VALUE {'user_id': 'u', 'event_key': '" + key + "'}")
        .build();
  }
}
