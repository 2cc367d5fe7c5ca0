package trackline.ingest;

import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Keys;
import trackline.aws.Origin;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpRequest;
import trackline.intake.AddressPolicy;

/**
 * The quarantine of each door, all in one bucket.
 *
 * @param addresses how much of an address is kept there too
 * @param keys of which none that opens these doors is kept there
 */
record Quarantines(S3Client s3, String bucket, Clock clock, AddressPolicy addresses, Keys keys) {

  /**
   * A door's quarantine.
   *
   * @param origins tells of a request what judging its events again needs
   * @param redaction takes out the keys that are valid at the time
   */
  record Door(
      Quarantine quarantine,
      Function<HttpRequest, Origin> origins,
      Supplier<Redaction> redaction) {}

  /** Of the door of our own events, of which {@code writeKey} is a property like any other. */
  Door ofEvents() {
    return door(QuarantineDoor.INGEST, request -> ofDevice(request, null), Redaction::ofKeys);
  }

  /** Of a door to which the visitor's own device, or a server for it, sends. */
  Door of(QuarantineDoor door) {
    return of(door, null);
  }

  /** The same, of a call of Segment's API. */
  Door of(QuarantineDoor door, @Nullable String call) {
    return door(door, request -> ofDevice(request, call), Redaction::ofKeysAndMembers);
  }

  /** Of a door to which Segment sends: its address and its agent are no visitor's. */
  Door ofHandedOn(QuarantineDoor door) {
    return door(door, request -> Origin.at(request.receivedAt()), Redaction::ofKeysAndMembers);
  }

  private Origin ofDevice(HttpRequest request, @Nullable String call) {
    return new Origin(
        request.receivedAt(),
        call,
        kept(request.sourceIp()),
        request.header("user-agent").orElse(null),
        null,
        null);
  }

  private Door door(
      QuarantineDoor door,
      Function<HttpRequest, Origin> origins,
      Function<Collection<String>, Redaction> redaction) {
    return new Door(
        new Quarantine(s3, bucket, door, clock), origins, () -> redaction.apply(keys.all()));
  }

  private @Nullable String kept(@Nullable String address) {
    return Optional.ofNullable(address)
        .filter(AddressPolicy::isAddress)
        .flatMap(addresses::keep)
        .orElse(null);
  }
}
