package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import trackline.tests.walk.Client;

/** Segment's webhook destination: what it sends, and how it signs that. */
public final class Webhook {
  static final String PATH = "/webhooks/segment/local-segment";
  static final String SECRET = "local-segment";

  private Webhook() {}

  /** The signature that Segment makes of the bytes. */
  static String signature(String secret, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String signature(String text) {
    return signature(SECRET, text.getBytes(UTF_8));
  }

  /** Posts a body that is signed whole. */
  static Client.Answer post(Client client, String body) {
    return post(client, body, signature(body));
  }

  public static Client.Answer post(Client client, String body, String signature) {
    return client.send(request(client, body.getBytes(UTF_8)).header("X-Signature", signature));
  }

  /** A request without a signature. */
  static HttpRequest.Builder request(Client client, byte[] body) {
    return client
        .to(PATH)
        .header("Content-Type", "application/json")
        .header("User-Agent", "Segment.io/1.0")
        .POST(BodyPublishers.ofByteArray(body));
  }
}
