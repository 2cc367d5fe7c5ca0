/** The functions of the stack, run unmodified in this process. */
@NullMarked
package trackline.local.function;

import org.jspecify.annotations.NullMarked;
