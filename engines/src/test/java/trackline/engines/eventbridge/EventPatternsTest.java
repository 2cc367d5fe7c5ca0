package trackline.engines.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventPatternsTest {
  private static final String INSERT = "{\"eventName\":\"INSERT\",\"dynamodb\":{\"Keys\":{}}}";
  private static final String REMOVE = "{\"eventName\":\"REMOVE\"}";

  @Test
  void oneOfThePatternsMustMatch() {
    EventPatterns inserts = new EventPatterns(List.of("{\"eventName\":[\"INSERT\"]}"));
    assertThat(inserts.match(INSERT)).isTrue();
    assertThat(inserts.match(REMOVE)).isFalse();
    EventPatterns both =
        new EventPatterns(
            List.of("{\"eventName\":[\"INSERT\"]}", "{\"eventName\":[{\"prefix\":\"REM\"}]}"));
    assertThat(both.match(REMOVE)).isTrue();
    assertThat(both.match("{\"eventName\":\"MODIFY\"}")).isFalse();
  }

  @Test
  void withoutPatternsEverythingMatches() {
    assertThat(new EventPatterns(List.of()).match(REMOVE)).isTrue();
  }

  @Test
  void refusesWhatIsNoPattern() {
    assertThatThrownBy(() -> new EventPatterns(List.of("{\"eventName\":\"INSERT\"}")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
