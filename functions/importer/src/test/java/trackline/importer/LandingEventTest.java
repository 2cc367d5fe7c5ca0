package trackline.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LandingEventTest {
  private static final String BY_BRIDGE =
      """
      {"version": "0", "source": "aws.s3", "detail-type": "Object Created",
       "detail": {"bucket": {"name": "landing"},
                  "object": {"key": "KEY", "size": 5, "etag": "b1946ac9"}}}""";

  private static final String BY_S3 =
      """
      {"Records": [{"eventSource": "aws:s3", "eventName": "%s",
                    "s3": {"bucket": {"name": "landing"},
                           "object": {"key": "%s", "size": 5, "eTag": "b1946ac9"}}}]}""";

  @ParameterizedTest
  @ValueSource(strings = {"a.json", "a b+c.json", "a%2Bb.json", "ä/ö.json", "100%.json"})
  void eventBridgeGivesKeysAsTheyAre(String key) throws IOException {
    assertThat(read(BY_BRIDGE.replace("KEY", key)))
        .containsExactly(new Landed("landing", key, "b1946ac9", 5));
  }

  @ParameterizedTest
  @CsvSource({
    "a.json,a.json",
    "a+b.json,a b.json",
    "a%2Bb.json,a+b.json",
    "%C3%A4/%C3%B6.json,ä/ö.json",
    "100%25.json,100%.json"
  })
  void s3GivesKeysEncoded(String encoded, String key) throws IOException {
    assertThat(read(BY_S3.formatted("ObjectCreated:CompleteMultipartUpload", encoded)))
        .containsExactly(new Landed("landing", key, "b1946ac9", 5));
  }

  @Test
  void whatIsNotCreatedIsNotImported() throws IOException {
    assertThat(read(BY_S3.formatted("ObjectRemoved:Delete", "a.json"))).isEmpty();
    assertThat(
            read("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"landing\"}"))
        .isEmpty();
    assertThat(read("{}")).isEmpty();
  }

  @Test
  void itUnderstandsItself() throws IOException {
    Landed object = new Landed("landing", "ä b+c\"d.json", "b1946ac9", 7);

    assertThat(read(LandingEvent.goOn(object))).containsExactly(object);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{\"Records\":",
        "{\"Records\":{}}",
        "{\"Records\":[{\"eventSource\":\"aws:dynamodb\",\"dynamodb\":{}}]}",
        "{\"source\":\"aws.s3\",\"detail-type\":\"Object Deleted\"}",
        "{\"source\":\"aws.s3\",\"detail-type\":\"Object Created\",\"detail\":{}}",
        "{\"source\":\"trackline.refresh\"}",
        "{\"version\":\"2.0\",\"rawPath\":\"/v1/events\"}"
      })
  void whatIsNoEventOfABucketIsThrown(String event) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(event))
        .withMessageStartingWith("This is no event of a landing bucket: ");
  }

  @ParameterizedTest
  @CsvSource({
    "airkit-verify-test-1667922,5,true",
    "a/b/airkit-verify-test-,5,true",
    "folder/,5,true",
    "folder/,0,true",
    "a.json,0,true",
    "a.json,-1,false",
    "airkit-verify-test-1/a.json,5,false",
    "my-airkit-verify-test-1,5,false"
  })
  void someObjectsHoldNothing(String key, long size, boolean nothing) {
    assertThat(new Landed("landing", key, "e", size).isNothing()).isEqualTo(nothing);
  }

  private static List<Landed> read(String event) throws IOException {
    return LandingEvent.read(new ByteArrayInputStream(event.getBytes(UTF_8)));
  }
}
