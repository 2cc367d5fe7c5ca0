package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Where the engines of a Trackline on this machine are. */
final class LocalEndpoints {
  private LocalEndpoints() {}

  /**
   * What it says of them.
   *
   * @param otherwise how the command is told to go elsewhere
   */
  static JsonNode of(Api api, String otherwise) {
    try {
      return api.get("/local/endpoints", Map.of()).body();
    } catch (CommandFailure e) {
      throw switch (e.status()) {
        case 0 -> new CommandFailure(String.valueOf(e.getMessage()), e.advice() + " " + otherwise);
        case 404 ->
            new CommandFailure(
                "What answers there is no `trackline local`, whose engines could be asked.",
                otherwise,
                404);
        default -> e;
      };
    }
  }
}
