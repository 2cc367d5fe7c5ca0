package trackline.plan;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import trackline.event.Fault;

/**
 * A JSON file that a team may write in place of the one that is built in.
 *
 * @param what what it is, for messages
 * @param resource the one that is built in, on the class path
 */
public record TeamFile(String what, String resource) {
  /** The name that stands for the one that is built in. */
  public static final String BUILT_IN = "default";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Makes something of the file at a path, or of the one that is built in.
   *
   * @throws IllegalArgumentException with the file's name, saying what is wrong with it, and where
   */
  public <T> T load(String name, Function<JsonNode, T> use) {
    try (InputStream in = open(name)) {
      return use.apply(JSON.readTree(in));
    } catch (JsonProcessingException e) {
      throw unusable(name, "it is no JSON: " + place(e) + e.getOriginalMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(name, String.valueOf(e.getMessage()), e);
    }
  }

  /** The refusal of a file's content, which names every fault. */
  public static IllegalArgumentException refusal(List<Fault> faults) {
    return new IllegalArgumentException(
        faults.stream().map(TeamFile::text).collect(Collectors.joining("\n  ")));
  }

  private static String text(Fault fault) {
    return fault.pointer().isEmpty()
        ? "it " + fault.detail()
        : fault.pointer() + " " + fault.detail();
  }

  /** A name as a part of a JSON pointer. */
  public static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private IllegalArgumentException unusable(String name, String why, Exception cause) {
    return new IllegalArgumentException(
        "The " + what + " " + name + " cannot be used: " + why, cause);
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
  }

  private InputStream open(String name) throws IOException {
    if (!name.equals(BUILT_IN)) {
      return openFile(Path.of(name));
    }
    InputStream builtIn = TeamFile.class.getResourceAsStream(resource);
    if (builtIn == null) {
      throw new IOException(resource + " is not on the class path");
    }
    return builtIn;
  }

  private static InputStream openFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("there is no file " + file.toAbsolutePath());
    } else if (Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    } else if (!Files.isReadable(file)) {
      throw new IOException("this user may not read it");
    }
    return Files.newInputStream(file);
  }
}
