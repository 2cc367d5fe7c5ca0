package trackline.engines.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What Trackline leans on in S3, whoever answers. */
abstract class S3Contract {
  static final String BUCKET = "trackline-lake";

  abstract S3Client client();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events/dt=2026-11-20/a.gz",
        "a b+c%2Bd",
        "ünïcode/日本",
        "quote'\"&<>",
        "name-0b0c7f66-3f0e-4a55-9c0a-0d6c1a0f5e11"
      })
  void givesBackWhatWasPut(String key) {
    client().putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString("body"));

    assertThat(client().getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asUtf8String())
        .isEqualTo("body");
    assertThat(client().listObjectsV2(r -> r.bucket(BUCKET)).contents())
        .extracting(S3Object::key)
        .containsExactly(key);
  }

  @Test
  void anAbsentKeyIsNotFound() {
    assertThatThrownBy(() -> client().getObjectAsBytes(r -> r.bucket(BUCKET).key("none")))
        .isInstanceOf(NoSuchKeyException.class);
  }
}
