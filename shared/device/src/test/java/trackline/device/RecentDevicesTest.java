package trackline.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentDevicesTest {
  private final List<String> read = new ArrayList<>();
  private final RecentDevices recent =
      new RecentDevices(
          2,
          userAgent -> {
            read.add(userAgent);
            return Device.UNKNOWN;
          });

  @Test
  void readsARepeatedUserAgentOnce() {
    recent.of("a");
    recent.of("a");
    assertThat(read).containsExactly("a");
  }

  @Test
  void forgetsTheOneNotSeenForLongest() {
    List.of("a", "b", "a", "c", "a", "b").forEach(recent::of);
    assertThat(read).containsExactly("a", "b", "c", "b");
    assertThat(recent.size()).isEqualTo(2);
  }
}
