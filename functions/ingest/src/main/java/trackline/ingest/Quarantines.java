package trackline.ingest;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Origin;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpRequest;
import trackline.intake.AddressPolicy;

/**
 * The quarantine of each door, all in one bucket.
 *
 * @param addresses how much of an address is kept there too
 * @param redaction takes out the keys that are valid at the time
 */
record Quarantines(
    S3Client s3,
    String bucket,
    Clock clock,
    AddressPolicy addresses,
    Supplier<Redaction> redaction) {

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

  /** Of a door to which the visitor's own device, or a server for it, sends. */
  Door of(QuarantineDoor door) {
    return of(door, null);
  }

  /** The same, of a call of Segment's API. */
  Door of(QuarantineDoor door, @Nullable String call) {
    return door(door, request -> ofDevice(request, call));
  }

  /** Of a door to which Segment sends: its address and its agent are no visitor's. */
  Door ofHandedOn(QuarantineDoor door) {
    return door(door, request -> Origin.at(request.receivedAt()));
  }

  private Origin ofDevice(HttpRequest request, @Nullable String call) {
    return new Origin(
        request.receivedAt(),
        call,
        kept(request.sourceIp()),
        Receptions.agent(request),
        null,
        null);
  }

  private Door door(QuarantineDoor door, Function<HttpRequest, Origin> origins) {
    return new Door(new Quarantine(s3, bucket, door, clock), origins, redaction);
  }

  private @Nullable String kept(@Nullable String address) {
    return Optional.ofNullable(address)
        .filter(AddressPolicy::isAddress)
        .flatMap(addresses::keep)
        .orElse(null);
  }
}
