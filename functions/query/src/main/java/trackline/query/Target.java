package trackline.query;

import java.util.Optional;
import trackline.sql.Rollup;
import trackline.sql.Rollups;

/** What a path leads to. */
sealed interface Target {

  /** The events of a user; without one, of the user whom a parameter names. */
  record Events(Optional<String> userId) implements Target {}

  /** The catalogue of rollups. */
  record Catalogue() implements Target {}

  /** The newest version of a rollup. */
  record Figures(Rollup rollup) implements Target {}

  /** A file of the dashboard, or the tag. */
  record File(StaticFile file) implements Target {}

  String USERS = "/v1/users/";
  String EVENTS = "/events";
  String ANY_USERS_EVENTS = "/v1/users/events";
  String ROLLUPS = "/v1/rollups";
  String ASSETS = "/assets/";
  String TAG = "/tag.js";

  /**
   * The target of a path. The gateway decodes a path before it matches its routes, so that a user
   * id with a slash in it arrives by another route than the rest: only the path itself counts here.
   */
  static Optional<Target> of(String path) {
    if (path.equals(ANY_USERS_EVENTS)) {
      return Optional.of(new Events(Optional.empty()));
    }
    if (path.startsWith(USERS) && path.endsWith(EVENTS)) {
      return events(path);
    }
    if (path.equals(ROLLUPS)) {
      return Optional.of(new Catalogue());
    }
    if (path.startsWith(ROLLUPS + "/")) {
      return Rollups.named(path.substring(ROLLUPS.length() + 1)).map(Figures::new);
    }
    return file(path).map(File::new);
  }

  private static Optional<Target> events(String path) {
    int end = path.length() - EVENTS.length();
    return end > USERS.length()
        ? Optional.of(new Events(Optional.of(path.substring(USERS.length(), end))))
        : Optional.empty();
  }

  private static Optional<StaticFile> file(String path) {
    if (path.equals("/")) {
      return Optional.of(StaticFile.index());
    }
    if (path.equals(TAG)) {
      return Optional.of(StaticFile.tag());
    }
    return path.startsWith(ASSETS)
        ? StaticFile.asset(path.substring(ASSETS.length()))
        : Optional.empty();
  }
}
