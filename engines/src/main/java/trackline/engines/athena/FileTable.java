package trackline.engines.athena;

import java.io.IOException;
import java.util.List;

/** A table of the database over files in partitions, some of which a query need not open. */
interface FileTable {
  /** Its name, by which a query is known to read it. */
  String name();

  /** What is there now. */
  Contents contents() throws IOException;

  /**
   * The contents of a table.
   *
   * @param select the query that reads them
   * @param partitioning the names of the partitions' columns, quoted where that is needed
   * @param parts the files
   */
  record Contents(String select, String partitioning, List<Part> parts) {}

  /**
   * A file of a table.
   *
   * @param partition the values of the partition's columns
   * @param size the bytes that reading it counts as
   */
  record Part(List<String> partition, long size) {}
}
