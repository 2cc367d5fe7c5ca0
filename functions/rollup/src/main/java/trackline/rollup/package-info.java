/** The function that has the lake's rollups computed by Athena and keeps their answers. */
@NullMarked
package trackline.rollup;

import org.jspecify.annotations.NullMarked;
