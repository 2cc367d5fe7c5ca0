/**
 * What the ledger counts by, the same for the functions that log counts and the one that adds them
 * up.
 */
@NullMarked
package trackline.ledger;

import org.jspecify.annotations.NullMarked;
