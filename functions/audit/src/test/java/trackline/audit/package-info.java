@NullMarked
package trackline.audit;

import org.jspecify.annotations.NullMarked;
