/**
 * Fake events that look like those of a small web shop, the same for the same seed, with the
 * rollups that they must give.
 */
@NullMarked
package trackline.fake;

import org.jspecify.annotations.NullMarked;
