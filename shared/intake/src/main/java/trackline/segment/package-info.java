/** Segment's messages, read as events. Source: "Spec: Common Fields", Segment's documentation. */
@NullMarked
package trackline.segment;

import org.jspecify.annotations.NullMarked;
