/** The door: takes events over HTTP, judges them and adds them to the events table. */
@NullMarked
package trackline.ingest;

import org.jspecify.annotations.NullMarked;
