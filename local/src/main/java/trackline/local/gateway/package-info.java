/** The front door on this machine: an HTTP API that hands requests over in payload 2.0. */
@NullMarked
package trackline.local.gateway;

import org.jspecify.annotations.NullMarked;
