/** The rollups: the questions that are asked of the lake, as SQL that Athena understands. */
@NullMarked
package trackline.sql;

import org.jspecify.annotations.NullMarked;
