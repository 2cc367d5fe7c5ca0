package trackline.engines.dynamodb;

import com.almworks.sqlite4java.SQLiteConnection;
import com.almworks.sqlite4java.SQLiteException;

/**
 * Keeps the numbers of stream records rising over restarts.
 *
 * <p>DynamoDB Local numbers the records of all streams by one counter, and gives a new shard the
 * number that its first record would have if it came next. The counter is in memory. A start sets
 * it behind the highest record that is left, which knows nothing of shards without a record, nor of
 * records that were forgotten after a day. Records were then numbered below their shard's beginning
 * or below a checkpoint, and a reader that stood there passed them silently.
 *
 * <p>So a record of no stream, which is never forgotten, holds a number above all that a reader can
 * have seen. Whatever place an iterator or a checkpoint holds, each later record is behind it.
 */
final class StreamNumbers {
  private static final String HIGHEST =
      """
      INSERT INTO us (StreamID, ShardID, SequenceNumber, CreationDateTime, OperationType)
      SELECT '', '', 1 + coalesce(max(number), 0), 9223372036854775807, ''
      FROM (
        SELECT max(SequenceNumber) AS number FROM us
        UNION ALL SELECT max(InitialSequenceNumberStart) FROM ss
        UNION ALL SELECT max(SequenceNumberEnd) FROM ss
      )
      """;
  private static final String ONE_IS_ENOUGH =
      """
      DELETE FROM us
      WHERE StreamID = '' AND SequenceNumber < (SELECT max(SequenceNumber) FROM us)
      """;

  /** Earlier versions of Trackline left such shards, and no place in them could be looked up. */
  private static final String NO_SHARD_BEGINS_BEHIND_ITS_RECORDS =
      """
      UPDATE ss SET InitialSequenceNumberStart = min(
        InitialSequenceNumberStart,
        coalesce(
          (SELECT min(SequenceNumber) FROM us WHERE us.StreamID = ss.StreamID),
          InitialSequenceNumberStart
        )
      )
      """;

  private StreamNumbers() {}

  /** To be called before DynamoDB Local opens the file, and forgets what is old. */
  static void keep(SQLiteConnection connection) throws SQLiteException {
    connection.exec(HIGHEST);
    connection.exec(ONE_IS_ENOUGH);
    connection.exec(NO_SHARD_BEGINS_BEHIND_ITS_RECORDS);
  }
}
