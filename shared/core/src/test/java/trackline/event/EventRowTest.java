package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static trackline.event.Column.EVENT_KEY;
import static trackline.event.Column.EVENT_TYPE;
import static trackline.event.Column.USER_ID;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EventRowTest {
  private static final Map<Column, String> VALUES =
      Map.of(USER_ID, "u1", EVENT_TYPE, "login", EVENT_KEY, "2026-11-20T12:00:00.000Z#e1");

  @Test
  void isKeyedByItsUserAndItsTimeAndId() {
    assertThat(new EventRow(VALUES, "hash", false).key())
        .isEqualTo(new EventRow.Key("u1", "2026-11-20T12:00:00.000Z#e1"));
  }

  @Test
  void namesTheColumnThatItLacks() {
    EventRow row = new EventRow(Map.of(USER_ID, "u1"), "hash", false);
    assertThat(row.get(USER_ID)).isEqualTo("u1");
    assertThatIllegalStateException().isThrownBy(row::key).withMessage("The row has no event_key");
  }

  @Test
  void hasTheHashInTheTableAndNotInTheJson() {
    EventRow row = new EventRow(VALUES, "hash", false);
    assertThat(row.attributes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "user_id", "u1",
                "event_type", "login",
                "event_key", "2026-11-20T12:00:00.000Z#e1",
                "content_hash", "hash"));
    assertThat(row.toJson().properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("user_id", "event_type", "event_key");
    assertThat(row.toJson().path("user_id").asText()).isEqualTo("u1");
  }

  @Test
  void isInTheHistoryIndexUnderItsTypeAndKey() {
    assertThat(new EventRow(VALUES, "hash", true).attributes())
        .containsEntry("history_key", "login#2026-11-20T12:00:00.000Z#e1");
    assertThat(EventRow.historyKey("login", "2026")).isEqualTo("login#2026");
    assertThat(EventRow.historyPrefix("login")).isEqualTo("login#");
  }
}
