/** The query function: a user's events, the rollups, and the dashboard page. */
@NullMarked
package trackline.query;

import org.jspecify.annotations.NullMarked;
