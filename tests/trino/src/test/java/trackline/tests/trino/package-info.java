/** The SQL on Trino, which Athena runs, beside DuckDB, which stands in for it on one machine. */
@NullMarked
package trackline.tests.trino;

import org.jspecify.annotations.NullMarked;
