package trackline.integrity;

import java.util.Base64;

/** Base64 as people paste it: broken into lines or not. */
final class Base64Text {

  private Base64Text() {}

  /** The bytes; none where the text is not Base64. */
  static byte[] bytes(String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
