package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/**
 * The rows of a log file, read as Athena's input format for CloudTrail reads it: a row for each
 * member of Records, and none of a file that has no such array.
 */
final class TrailRows {
  private static final JsonMapper JSON = new JsonMapper();

  private TrailRows() {}

  /**
   * Writes the rows of a log file, a line each.
   *
   * @throws IOException when the file cannot be read to its end; nothing is written then
   */
  static void write(Path log, Path rows) throws IOException {
    Path unfinished = rows.resolveSibling(rows.getFileName() + ".new");
    try (InputStream in = open(log);
        JsonParser parser = JSON.createParser(in);
        Writer out = Files.newBufferedWriter(unfinished, UTF_8)) {
      write(parser, out);
    }
    Files.move(unfinished, rows, StandardCopyOption.ATOMIC_MOVE);
  }

  private static InputStream open(Path log) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(log));
    try {
      return log.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static void write(JsonParser parser, Writer out) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("It is no JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isRecords = parser.currentName().equals("Records");
      if (parser.nextToken() == JsonToken.START_ARRAY && isRecords) {
        records(parser, out);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void records(JsonParser parser, Writer out) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonNode record = JSON.readTree(parser);
      if (record.isObject()) {
        out.write(TrailRow.of(record).toString());
        out.write('\n');
      }
    }
  }
}
