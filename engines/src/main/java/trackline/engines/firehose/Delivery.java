package trackline.engines.firehose;

import java.io.IOException;
import java.nio.file.Path;

/** The way of a sealed buffer to its destination. */
interface Delivery {

  /**
   * Delivers all records of a file, and may do so again after a failure.
   *
   * @param key of the object that the file becomes
   * @throws IOException when the file must be delivered again later
   */
  void deliver(Path file, String key) throws IOException;
}
