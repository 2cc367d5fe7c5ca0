/** Events as documents of OpenSearch, and the index that takes every one of them. */
@NullMarked
package trackline.search;

import org.jspecify.annotations.NullMarked;
