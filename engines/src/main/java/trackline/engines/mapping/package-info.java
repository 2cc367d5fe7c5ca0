/**
 * The event source mapping: reads a DynamoDB stream and hands its records to a function, as Lambda
 * does.
 */
@NullMarked
package trackline.engines.mapping;

import org.jspecify.annotations.NullMarked;
