/** What the front door bears of hostile bytes, headers, paths and bodies. */
@NullMarked
package trackline.bench.fuzz;

import org.jspecify.annotations.NullMarked;
