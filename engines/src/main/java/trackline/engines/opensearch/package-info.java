/** OpenSearch on this machine, as a process of its own. */
@NullMarked
package trackline.engines.opensearch;

import org.jspecify.annotations.NullMarked;
