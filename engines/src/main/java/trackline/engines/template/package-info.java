/** The stack as template.yaml draws it, read so that what runs here cannot drift from it. */
@NullMarked
package trackline.engines.template;

import org.jspecify.annotations.NullMarked;
