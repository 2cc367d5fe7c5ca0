package trackline.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final AtomicInteger millisLeft = new AtomicInteger(20_000);
  private final Deadline deadline = Deadline.of(millisLeft::get);

  @Test
  void theShareThatIsKeptIsThatOfTheTimeLeftAtFirst() {
    Deadline earlier = deadline.keeping(4);
    assertThat(earlier.timeLeft()).isEqualTo(Duration.ofSeconds(15));
    millisLeft.set(6_000);
    assertThat(earlier.timeLeft()).isEqualTo(Duration.ofSeconds(1));
    millisLeft.set(1_000);
    assertThat(earlier.timeLeft()).isEqualTo(Duration.ofSeconds(-4));
  }

  @Test
  void whatIsWithinATimeEndsWithThatOrWithTheWhole() {
    Deadline piece = deadline.within(Duration.ofSeconds(8));
    assertThat(piece.timeLeft()).isEqualTo(Duration.ofSeconds(8));
    millisLeft.set(13_000);
    assertThat(piece.timeLeft()).isEqualTo(Duration.ofSeconds(1));
    assertThat(deadline.within(Duration.ofSeconds(14)).timeLeft())
        .isEqualTo(Duration.ofSeconds(13));
  }

  @Test
  void whatTakesAllOfTheTimeIsAllowed() {
    assertThat(deadline.allows(Duration.ofSeconds(20))).isTrue();
    assertThat(deadline.before(Duration.ofMillis(1)).allows(Duration.ofSeconds(20))).isFalse();
  }
}
