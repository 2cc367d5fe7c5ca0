/** What the functions need of AWS: clients, configuration, the events table, quarantine, keys. */
@NullMarked
package trackline.aws;

import org.jspecify.annotations.NullMarked;
