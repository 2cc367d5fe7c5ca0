/** The trackline command. */
@NullMarked
package trackline.cli;

import org.jspecify.annotations.NullMarked;
