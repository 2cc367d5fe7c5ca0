/** The function that imports files which others put into the landing bucket. */
@NullMarked
package trackline.importer;

import org.jspecify.annotations.NullMarked;
