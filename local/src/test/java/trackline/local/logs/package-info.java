@NullMarked
package trackline.local.logs;

import org.jspecify.annotations.NullMarked;
