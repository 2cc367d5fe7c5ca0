package trackline.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event type that the plan allows.
 *
 * @param history whether a user's events of this type are kept in the sparse history index, so that
 *     the newest of them are found behind any number of others
 * @param properties the JSON Schema (2020-12) of the event's properties
 */
public record EventType(String name, boolean history, ObjectNode properties) {}
