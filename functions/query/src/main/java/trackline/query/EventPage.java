package trackline.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Some events of a user or a person, newest first.
 *
 * @param end the place after which the next page begins, if there may be more
 */
record EventPage(List<ObjectNode> events, Optional<Place> end) {}
