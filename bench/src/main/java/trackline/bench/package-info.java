/** What is measured by hand, for the comparison and not for the absolute figures. */
@NullMarked
package trackline.bench;

import org.jspecify.annotations.NullMarked;
