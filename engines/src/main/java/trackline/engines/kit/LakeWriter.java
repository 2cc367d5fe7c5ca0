package trackline.engines.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Writes objects of a lake by hand. */
public record LakeWriter(Path lake) {

  public Path object(String dt, String name, String... lines) throws IOException {
    Path file = file(dt, name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    }
    return file;
  }

  /** An object whose end is missing, which no reader can read. */
  public void truncated(String dt, String name) throws IOException {
    Path whole = object(dt, name, event("e", "u", dt + "T00:00:00.000Z", "login"));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));
  }

  public static String event(String id, String user, String at, String type) {
    return """
        {"event_id":"%s","user_id":"%s","event_at":"%s","event_key":"%s#%s","received_at":"%s",\
        "event_type":"%s","device_class":"desktop","is_bot":false}"""
        .formatted(id, user, at, at, id, at, type);
  }

  private Path file(String dt, String name) throws IOException {
    return Files.createDirectories(lake.resolve("events/dt=" + dt)).resolve(name);
  }
}
