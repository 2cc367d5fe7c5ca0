package trackline.lake;

/** An item that cannot become a line: where and why, without values. */
public final class UnreadableItemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  public UnreadableItemException(String pointer, String detail) {
    super(detail);
    this.pointer = pointer;
  }

  /** Where in the item, as a JSON pointer. */
  public String pointer() {
    return pointer;
  }
}
