/** What the trail of calls to DynamoDB tells: questions, and evidence of their answers. */
@NullMarked
package trackline.audit;

import org.jspecify.annotations.NullMarked;
