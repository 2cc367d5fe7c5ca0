/** CloudTrail on one machine: DynamoDB's calls as records, files of them, and signed digests. */
@NullMarked
package trackline.engines.trail;

import org.jspecify.annotations.NullMarked;
