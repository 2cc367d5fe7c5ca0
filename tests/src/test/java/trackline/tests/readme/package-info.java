/** The documents' examples, run as a reader would run them. */
@NullMarked
package trackline.tests.readme;

import org.jspecify.annotations.NullMarked;
