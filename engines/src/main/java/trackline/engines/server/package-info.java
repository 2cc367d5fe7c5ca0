/**
 * What the engines' servers have in common: they listen on this machine only, and to its own
 * requests.
 */
@NullMarked
package trackline.engines.server;

import org.jspecify.annotations.NullMarked;
