package trackline.intake;

/** JSON pointers as RFC 6901 writes them. */
public final class Pointers {
  private Pointers() {}

  /** The pointer to a member of what another points at. */
  public static String append(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** The name that the pointer's first step goes to; empty for the whole document. */
  static String firstName(String pointer) {
    if (pointer.isEmpty()) {
      return "";
    }
    int end = pointer.indexOf('/', 1);
    String step = end < 0 ? pointer.substring(1) : pointer.substring(1, end);
    return step.replace("~1", "/").replace("~0", "~");
  }
}
