/**
 * DynamoDB on this machine: AWS's own DynamoDB Local, with its streams' numbers kept over restarts.
 */
@NullMarked
package trackline.engines.dynamodb;

import org.jspecify.annotations.NullMarked;
