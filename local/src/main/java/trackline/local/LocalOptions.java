package trackline.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ./trackline local} can be told.
 *
 * @param port of the gateway on loopback; 0 for any free one
 * @param data folder of the state; a temporary one where absent
 * @param fakeEvents distinct events to begin with
 * @param days UTC days, ending today, over which these are spread
 * @param seed of these
 */
public record LocalOptions(int port, @Nullable Path data, int fakeEvents, int days, long seed) {}
