package trackline.query;

import java.util.Optional;

/** Whose events are asked for, and of which type. */
record EventQuery(String userId, Optional<String> eventType) {}
