package trackline.aws;

import java.util.Optional;

/**
 * What the rollups table says of a rollup.
 *
 * @param version the newest answer, if there ever was one
 * @param lease the query that computes the next one, if any
 */
public record RollupState(Optional<RollupVersion> version, Optional<RollupLease> lease) {

  static final RollupState NONE = new RollupState(Optional.empty(), Optional.empty());
}
