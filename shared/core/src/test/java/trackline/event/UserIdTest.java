package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserIdTest {
  /** Stored events have it: another prefix would take them from their visitors. */
  @Test
  void anAnonymousVisitorHasThePrefixThatStoredEventsHave() {
    assertThat(UserId.ofAnonymous("v1")).isEqualTo("anon:v1");
  }

  @ParameterizedTest
  @CsvSource({"anon:v1, true, v1", "anon:, true, ''", "anon, false, anon", "Anon:v, false, Anon:v"})
  void knowsAVisitorsIdAndWhatWasSent(String id, boolean anonymous, String sent) {
    assertThat(UserId.isAnonymous(id)).isEqualTo(anonymous);
    assertThat(UserId.sent(id)).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "133, true", "134, false"})
  void anIdHasSoManyCharacters(int characters, boolean fits) {
    assertThat(UserId.hasLength("\uD83D\uDE00".repeat(characters))).isEqualTo(fits);
    assertThat(UserId.hasLength(" ".repeat(characters))).isFalse();
  }
}
