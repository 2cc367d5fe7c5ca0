/** SQL as Athena's engine reads it, for DuckDB: equal to what Athena answers, or refused. */
@NullMarked
package trackline.engines.athena.sql;

import org.jspecify.annotations.NullMarked;
