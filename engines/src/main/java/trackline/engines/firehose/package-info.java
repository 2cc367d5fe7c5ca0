/** Firehose on this machine: it buffers records and delivers them to a bucket or an index. */
@NullMarked
package trackline.engines.firehose;

import org.jspecify.annotations.NullMarked;
