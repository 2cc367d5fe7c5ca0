package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import trackline.event.Json;
import trackline.event.Slices;
import trackline.http.Refusal;

/**
 * The JSON of a body: as a whole, or apart. Where the whole cannot be read, what is around its
 * array can still be good, and so can each element that is not the bad one.
 *
 * @param json the whole, or what is around an array that is empty here
 * @param apart the elements of that array
 */
record Document(JsonNode json, @Nullable Apart apart) {
  /** The name that the array of a batch has in the object around it. */
  static final String BATCH = "batch";

  /** The elements by themselves, and why the whole cannot be read. */
  private record Apart(Slices elements, Refusal why) {}

  /**
   * Reads a body.
   *
   * @throws Refusal 400 when it is no JSON, and no array or batch with bad elements either
   */
  static Document read(byte[] body) {
    try {
      return new Document(Json.read(Json.utf8(body)), null);
    } catch (Json.BadJson e) {
      Refusal why = unreadable(e);
      return apart(body, why).orElseThrow(() -> why);
    }
  }

  /**
   * Checks that a body can be read without taking it apart.
   *
   * @throws Refusal 400 when it cannot
   */
  static void requireWhole(byte[] body) {
    JsonNode _ = Submission.document(Submission.text(body));
  }

  private static Optional<Document> apart(byte[] body, Refusal why) {
    return Slices.of(body, "")
        .or(() -> Slices.of(body, BATCH))
        .flatMap(slices -> frame(slices).map(frame -> new Document(frame, new Apart(slices, why))));
  }

  private static Optional<JsonNode> frame(Slices slices) {
    try {
      return Optional.of(Json.read(Json.utf8(slices.frame())));
    } catch (Json.BadJson e) {
      return Optional.empty();
    }
  }

  /**
   * The document as a whole.
   *
   * @throws Refusal 400 when it can be read apart only
   */
  JsonNode whole() {
    if (apart != null) {
      throw apart.why();
    }
    return json;
  }

  /** How many elements the array has that was found in {@link #json}. */
  int size(JsonNode array) {
    return apart == null ? array.size() : apart.elements().size();
  }

  /** The elements of the array that was found in {@link #json}. */
  List<Sent> elements(JsonNode array) {
    if (apart != null) {
      return apart.elements().elements().stream().map(Sent::of).toList();
    }
    List<Sent> elements = new ArrayList<>(array.size());
    array.forEach(element -> elements.add(new Sent.Read(element)));
    return elements;
  }

  /** What a client is told of a body that cannot be read. */
  static Refusal unreadable(Json.BadJson e) {
    return Refusal.badBody("The body cannot be read: " + e.getMessage());
  }
}
