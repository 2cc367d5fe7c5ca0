package trackline.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import trackline.device.Device;
import trackline.device.DeviceClass;

final class UserAgentsTest {

  @Test
  void areKnownBrowsers() {
    assertThat(UserAgents.BROWSERS.all())
        .hasSizeGreaterThan(30)
        .allSatisfy(
            userAgent -> {
              Device device = Device.of(userAgent);
              assertThat(device.deviceClass()).isNotIn(DeviceClass.BOT, DeviceClass.OTHER);
              assertThat(device.browserName()).isNotNull();
            });
  }

  @Test
  void areFlaggedWhereTheyCrawl() {
    assertThat(UserAgents.CRAWLERS.all())
        .allSatisfy(userAgent -> assertThat(Device.of(userAgent).isBot()).isTrue());
  }

  @Test
  void arePickedByWeight() {
    Random random = new Random(1);
    long onWindows =
        Stream.generate(() -> UserAgents.BROWSERS.pick(random))
            .limit(10_000)
            .filter(userAgent -> userAgent.contains("Windows"))
            .count();
    assertThat(onWindows).isBetween(3_000L, 4_500L);
  }
}
