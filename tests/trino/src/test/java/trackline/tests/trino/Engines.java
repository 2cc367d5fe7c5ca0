package trackline.tests.trino;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import trackline.engines.athena.LakeDatabase;

/**
 * One Trino and one DuckDB over the same lake, started once for all tests that ask them.
 *
 * @param arrivals what lies in the lake
 */
record Engines(Path folder, TrinoLake trino, LakeDatabase duckDb, List<Arrival> arrivals)
    implements AutoCloseable {

  static final LocalDate TODAY = LocalDate.parse("2026-11-20");

  private static Engines start() {
    try {
      Path folder = Files.createTempDirectory("lake");
      List<Arrival> arrivals = SampleLake.arrivals(42, TODAY);
      SampleLake.write(folder.resolve("lake"), arrivals);
      SampleQuarantine.write(folder.resolve("lake/quarantine"), TODAY);
      SampleRows.write(folder.resolve("lake"));
      return new Engines(
          folder,
          TrinoLake.over(folder, "lake"),
          new LakeDatabase(folder.resolve("lake")),
          arrivals);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    duckDb.close();
    trino.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Engines::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the engines to a test, and ends them behind the last one. */
  static final class Once implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Engines.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Engines.class))
          .computeIfAbsent(Engines.class, _ -> start(), Engines.class);
    }
  }
}
