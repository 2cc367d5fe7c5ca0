/** Athena on one machine: its client interface, answered by DuckDB over the lake's own files. */
@NullMarked
package trackline.engines.athena;

import org.jspecify.annotations.NullMarked;
