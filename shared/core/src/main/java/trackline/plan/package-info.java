/** The tracking plan: which event types there are, and what their properties look like. */
@NullMarked
package trackline.plan;

import org.jspecify.annotations.NullMarked;
