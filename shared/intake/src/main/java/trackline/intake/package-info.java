/** The judgement on what a client sent: an event of the tracking plan, or all that is wrong. */
@NullMarked
package trackline.intake;

import org.jspecify.annotations.NullMarked;
