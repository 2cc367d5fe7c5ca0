package trackline.device;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;

/**
 * What a user agent says about the device and the program that sent an event. Names and versions
 * are null where it does not say. The browser of a bot is the bot.
 */
public record Device(
    DeviceClass deviceClass,
    @Nullable String osName,
    @Nullable String osVersion,
    @Nullable String browserName,
    @Nullable String browserVersion,
    @Nullable Bot bot) {

  /** The device of an event without a user agent. */
  public static final Device UNKNOWN = new Device(DeviceClass.OTHER, null, null, null, null, null);

  /**
   * Longer user agents are read up to here, so that a hostile one costs no more than a real one.
   */
  static final int LONGEST_READ = 512;

  private static final RecentDevices RECENT = new RecentDevices(1_000, UserAgents::read);

  /** The device of a user agent. Any text is safe; no text at all is {@link #UNKNOWN}. */
  public static Device of(@Nullable String userAgent) {
    if (userAgent == null || userAgent.isBlank()) {
      return UNKNOWN;
    }
    return RECENT.of(
        userAgent.length() <= LONGEST_READ ? userAgent : userAgent.substring(0, LONGEST_READ));
  }

  public boolean isBot() {
    return bot != null;
  }

  /** The derived columns in their order, without those that are unknown: texts, and one boolean. */
  public Map<Column, Object> columns() {
    EnumMap<Column, Object> columns = new EnumMap<>(Column.class);
    columns.put(Column.DEVICE_CLASS, deviceClass.value());
    putKnown(columns, Column.OS_NAME, osName);
    putKnown(columns, Column.OS_VERSION, osVersion);
    putKnown(columns, Column.BROWSER_NAME, browserName);
    putKnown(columns, Column.BROWSER_VERSION, browserVersion);
    columns.put(Column.IS_BOT, isBot());
    if (bot != null) {
      putKnown(columns, Column.BOT_NAME, bot.name());
      putKnown(columns, Column.BOT_OPERATOR, bot.operator());
      putKnown(columns, Column.BOT_PURPOSE, bot.purpose().value());
    }
    return columns;
  }

  private static void putKnown(Map<Column, Object> columns, Column column, @Nullable String value) {
    if (value != null) {
      columns.put(column, value);
    }
  }
}
