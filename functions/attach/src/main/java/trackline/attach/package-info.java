/** The function that keeps forward reading the streams of tables that others write. */
@NullMarked
package trackline.attach;

import org.jspecify.annotations.NullMarked;
