/** OpenSearch as a process of its own, with the class path that it needs. */
@NullMarked
package trackline.opensearch;

import org.jspecify.annotations.NullMarked;
