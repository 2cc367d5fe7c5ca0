/** What tests of all modules set up: tables, a trail, a lake, children that can be killed. */
@NullMarked
package trackline.engines.kit;

import org.jspecify.annotations.NullMarked;
