/** The dashboard page in a real browser. */
@NullMarked
package trackline.tests.page;

import org.jspecify.annotations.NullMarked;
