/** Tests that ask the audit's questions of Trino. */
@NullMarked
package trackline.audit;

import org.jspecify.annotations.NullMarked;
