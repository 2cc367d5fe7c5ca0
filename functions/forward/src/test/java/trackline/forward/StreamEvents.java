package trackline.forward;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import trackline.aws.FirehoseWriter;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineDoor;

/** Stream events as Lambda hands them over, and a handler to give them to. */
final class StreamEvents {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StreamEvents() {}

  static String of(ObjectNode... records) {
    ObjectNode event = NODES.objectNode();
    event.putArray("Records").addAll(Arrays.asList(records));
    return event.toString();
  }

  /** A handler that waits only in the invocation's own time. */
  static ForwardHandler handler(
      FaultyFirehose firehose, FaultyS3 s3, Invocation invocation, Clock clock) {
    return handler(firehose, s3, invocation, clock, sources(clock));
  }

  private static Sources sources(Clock clock) {
    OtherTables others =
        new OtherTables(TableChanges.INSERTS, TableMapping.load(TableMapping.DEFAULT), clock);
    return new Sources("events", others, clock);
  }

  static ForwardHandler handler(
      FaultyFirehose firehose, FaultyS3 s3, Invocation invocation, Clock clock, Sources sources) {
    return new ForwardHandler(
        writer(firehose, invocation),
        Optional.empty(),
        new Quarantine(s3, "bucket", QuarantineDoor.FORWARD, clock),
        sources);
  }

  /** The same with a stream for search beside the lake's. */
  static ForwardHandler handler(
      FaultyFirehose lake, FaultyFirehose search, FaultyS3 s3, Invocation invocation, Clock clock) {
    return new ForwardHandler(
        writer(lake, invocation),
        Optional.of(writer(search, invocation)),
        new Quarantine(s3, "bucket", QuarantineDoor.FORWARD, clock),
        sources(clock));
  }

  private static FirehoseWriter writer(FaultyFirehose firehose, Invocation invocation) {
    return new FirehoseWriter(
        firehose, "events", Duration.ofSeconds(1), invocation::pass, new Random(7));
  }

  /** A change without an image. */
  static ObjectNode change(String eventName, String sequenceNumber) {
    ObjectNode record =
        NODES
            .objectNode()
            .put("eventID", "id" + sequenceNumber)
            .put("eventName", eventName)
            .put("eventSource", "aws:dynamodb")
            .put(
                "eventSourceARN",
                "arn:aws:dynamodb:us-east-1:123456789012:table/events/stream/2026-11-20T00:00:00.0");
    record
        .putObject("dynamodb")
        .put("ApproximateCreationDateTime", 1_795_201_201L)
        .put("SequenceNumber", sequenceNumber);
    return record;
  }

  /** The INSERT of an item with one more attribute, named {@code x}. */
  static ObjectNode insert(String sequenceNumber, ObjectNode typed) {
    ObjectNode record = change("INSERT", sequenceNumber);
    ObjectNode image = record.withObject("/dynamodb").putObject("NewImage");
    image.putObject("event_id").put("S", "e" + sequenceNumber);
    image.putObject("event_at").put("S", "2026-11-20T10:00:00.000Z");
    image.putObject("source").put("S", "tracker");
    image.set("x", typed);
    return record;
  }

  static ObjectNode insert(String sequenceNumber) {
    return insert(sequenceNumber, typed("S", "v"));
  }

  static ObjectNode typed(String type, String value) {
    return NODES.objectNode().put(type, value);
  }
}
