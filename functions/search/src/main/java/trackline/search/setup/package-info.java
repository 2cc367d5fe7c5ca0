/** The function by which CloudFormation sets up the search domain. */
@NullMarked
package trackline.search.setup;

import org.jspecify.annotations.NullMarked;
