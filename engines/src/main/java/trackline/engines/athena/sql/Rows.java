package trackline.engines.athena.sql;

import java.util.List;
import java.util.function.Function;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunction;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * A function of rows that DuckDB calls with many at once.
 *
 * @param parameters the types of the arguments
 * @param function of the arguments of a row, none of them null
 */
record Rows(
    List<DuckDBColumnType> parameters, Function<Object[], ? extends @Nullable Object> function)
    implements DuckDBScalarFunction {

  @Override
  public void apply(DuckDBDataChunkReader chunk, DuckDBWritableVector out) {
    DuckDBReadableVector[] vectors = new DuckDBReadableVector[parameters.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = chunk.vector(i);
    }
    for (long row = 0; row < chunk.rowCount(); row++) {
      set(out, row, value(vectors, row));
    }
  }

  private @Nullable Object value(DuckDBReadableVector[] vectors, long row) {
    Object[] arguments = new Object[vectors.length];
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].isNull(row)) {
        return null;
      }
      arguments[i] = argument(vectors[i], parameters.get(i), row);
    }
    return function.apply(arguments);
  }

  private static Object argument(DuckDBReadableVector vector, DuckDBColumnType type, long row) {
    return switch (type) {
      case VARCHAR -> vector.getString(row);
      case BIGINT -> vector.getLong(row);
      case INTEGER -> vector.getInt(row);
      case DOUBLE -> vector.getDouble(row);
      default -> throw new IllegalArgumentException("No argument is a " + type);
    };
  }

  private static void set(DuckDBWritableVector out, long row, @Nullable Object value) {
    switch (value) {
      case null -> out.setNull(row);
      case String text -> out.setString(row, text);
      case Long number -> out.setLong(row, number);
      case Double number -> out.setDouble(row, number);
      case Boolean truth -> out.setBoolean(row, truth);
      default -> throw new IllegalArgumentException("No result is a " + value.getClass());
    }
  }
}
