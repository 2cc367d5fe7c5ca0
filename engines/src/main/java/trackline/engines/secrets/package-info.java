/** Secrets Manager on this machine. */
@NullMarked
package trackline.engines.secrets;

import org.jspecify.annotations.NullMarked;
