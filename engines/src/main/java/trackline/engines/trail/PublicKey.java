package trackline.engines.trail;

import java.time.Instant;

/**
 * A public key of digests as CloudTrail's ListPublicKeys gives it.
 *
 * @param fingerprint by which a digest names it
 * @param value its PKCS #1 form in base64
 */
public record PublicKey(String fingerprint, String value, Instant validFrom, Instant validTo) {}
