/** The whole walk on one machine: the stack's own handlers on local engines. */
@NullMarked
package trackline.local;

import org.jspecify.annotations.NullMarked;
