package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The device of an event in a few words, for example "Chrome 130 on Windows (desktop)". Of a bot
 * they say what it is for, and not on what it pretends to run: "GPTBot 1 (training bot)".
 */
final class DeviceText {

  private DeviceText() {}

  static String of(JsonNode event) {
    return event.path("bot_name").isTextual() ? bot(event) : device(event);
  }

  private static String bot(JsonNode event) {
    StringBuilder text = new StringBuilder(event.path("bot_name").asText());
    append(text, " ", major(event.path("browser_version").asText("")));
    return text.append(" (")
        .append(kind(event.path("bot_purpose").asText("")))
        .append(')')
        .toString();
  }

  private static String kind(String purpose) {
    return switch (purpose) {
      case "", "other" -> "bot";
      case "http client" -> purpose;
      default -> purpose + " bot";
    };
  }

  private static String device(JsonNode event) {
    String browser = event.path("browser_name").asText("");
    String system = event.path("os_name").asText("");
    String deviceClass = event.path("device_class").asText("");
    StringBuilder text = new StringBuilder(browser);
    append(text, " ", major(event.path("browser_version").asText("")));
    append(text, browser.isEmpty() ? "" : " on ", system);
    append(text, text.isEmpty() ? "" : " ", deviceClass.isEmpty() ? "" : "(" + deviceClass + ")");
    return text.toString();
  }

  private static void append(StringBuilder text, String before, String what) {
    if (!what.isEmpty()) {
      text.append(before).append(what);
    }
  }

  private static String major(String version) {
    return version.replaceFirst("\\..*", "");
  }
}
