package trackline.lake;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Escapes the characters that JSON allows as they are, but that some readers break lines at. */
final class LineSeparatorEscapes extends CharacterEscapes {
  private static final long serialVersionUID = 1L;

  @Override
  public int[] getEscapeCodesForAscii() {
    return standardAsciiEscapesForJSON();
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int character) {
    return switch (character) {
      case 0x85, 0x2028, 0x2029 ->
          new SerializedString(String.format(Locale.ROOT, "\\u%04x", character));
      default -> null;
    };
  }
}
