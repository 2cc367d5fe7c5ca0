package trackline.aws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The state of a table's stream.
 *
 * @param arn the latest stream's, be it on or off
 * @param view what it shows of items, such as {@code NEW_IMAGE}; empty where it is off
 */
public record TableStream(String table, Optional<StreamArn> arn, boolean isOn, String view) {

  /**
   * Asks for the latest stream of a table.
   *
   * @throws software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException when there is
   *     no such table
   */
  public static TableStream find(DynamoDbClient client, String table) {
    TableDescription description =
        told(client.describeTable(r -> r.tableName(table)).table(), "table");
    boolean isOn =
        description.streamSpecification() != null
            && Boolean.TRUE.equals(description.streamSpecification().streamEnabled());
    return new TableStream(
        table,
        Optional.ofNullable(description.latestStreamArn()).flatMap(StreamArn::parse),
        isOn,
        isOn ? description.streamSpecification().streamViewTypeAsString() : "");
  }

  /**
   * Asks for a stream itself.
   *
   * @throws software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException when there is
   *     no such stream, or no longer
   */
  public static TableStream find(DynamoDbStreamsClient client, StreamArn arn) {
    StreamDescription description = describe(client, arn);
    boolean isOn = description.streamStatusAsString().startsWith("ENABL");
    return new TableStream(
        arn.table(), Optional.of(arn), isOn, isOn ? description.streamViewTypeAsString() : "");
  }

  /**
   * Asks for all that is known of a stream but for its shards.
   *
   * @throws software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException when there is
   *     no such stream, or no longer
   */
  public static StreamDescription describe(DynamoDbStreamsClient client, StreamArn arn) {
    return told(
        client.describeStream(r -> r.streamArn(arn.text()).limit(1)).streamDescription(), "stream");
  }

  /** Something in between may answer that all is well, and tell nothing. */
  private static <T> T told(@Nullable T description, String what) {
    if (description == null) {
      throw SdkClientException.create("DynamoDB's answer describes no " + what);
    }
    return description;
  }

  /** Turns a table's stream on, showing new images and, where they are wanted, old ones. */
  public static void enable(DynamoDbClient client, String table, boolean oldImages) {
    StreamViewType view = oldImages ? StreamViewType.NEW_AND_OLD_IMAGES : StreamViewType.NEW_IMAGE;
    client.updateTable(
        r ->
            r.tableName(table)
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
  }

  /** Whether it shows items as they are after a change. */
  public boolean showsNewImages() {
    return view.startsWith("NEW");
  }
}
