/** The one structured log line of an invocation. */
@NullMarked
package trackline.log;

import org.jspecify.annotations.NullMarked;
