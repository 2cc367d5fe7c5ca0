package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The device of an event in a few words, for example "Chrome 130 on Windows (desktop)". */
final class DeviceText {

  private DeviceText() {}

  static String of(JsonNode event) {
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
