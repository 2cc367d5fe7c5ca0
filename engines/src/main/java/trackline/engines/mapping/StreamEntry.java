package trackline.engines.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** A stream record as Lambda hands it to a function. */
record StreamEntry(String sequenceNumber, Instant createdAt, ObjectNode json, int bytes) {}
