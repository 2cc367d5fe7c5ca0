package trackline.event;

/**
 * What stands in {@link Column#USER_ID}: the id that a client gave its user, or the id of an
 * anonymous visitor behind a prefix, so that both have their events in one table.
 */
public final class UserId {
  /** A client's own id of a user or visitor has so many characters (code points) at most. */
  public static final int LONGEST_SENT = 128;

  /** What the user id of an anonymous visitor begins with. {@code people.sql} says it too. */
  private static final String ANONYMOUS = "anon:";

  /** A user id has so many characters (code points) at most. */
  public static final int LONGEST = ANONYMOUS.length() + LONGEST_SENT;

  private UserId() {}

  /** The user id of an anonymous visitor. */
  public static String ofAnonymous(String anonymousId) {
    return ANONYMOUS + anonymousId;
  }

  /** Whether it is an anonymous visitor's. */
  public static boolean isAnonymous(String userId) {
    return userId.startsWith(ANONYMOUS);
  }

  /** The id as the client sent it: of an anonymous visitor the part behind the prefix. */
  public static String sent(String userId) {
    return isAnonymous(userId) ? userId.substring(ANONYMOUS.length()) : userId;
  }

  /** Whether a text is as long as a user id can be, and not blank. */
  public static boolean hasLength(String text) {
    return !text.isBlank() && text.codePointCount(0, text.length()) <= LONGEST;
  }
}
