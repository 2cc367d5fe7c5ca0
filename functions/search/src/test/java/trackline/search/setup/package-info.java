@NullMarked
package trackline.search.setup;

import org.jspecify.annotations.NullMarked;
