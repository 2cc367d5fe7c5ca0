@NullMarked
package trackline.aws;

import org.jspecify.annotations.NullMarked;
