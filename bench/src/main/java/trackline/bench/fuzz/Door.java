package trackline.bench.fuzz;

/**
 * A path of the front door.
 *
 * @param form what it takes
 * @param path with every variable filled in
 * @param query the parameters without which it says nothing; may be empty
 * @param key the local key that opens it
 */
record Door(Form form, String path, String query, String key) {

  /** What a door takes. */
  enum Form {
    /** An event of ours, or an array of them. */
    EVENTS(500),
    /** The same beside a key, from a page. */
    TAG(500),
    /** One message of Segment's. */
    MESSAGE(1),
    /** Many of them. */
    BATCH(4_000),
    /** Many of them, signed. */
    WEBHOOK(4_000),
    /** One of them, in the query. */
    PIXEL(1),
    /** Nothing: it is asked. */
    READ(0);

    private final int most;

    Form(int most) {
      this.most = most;
    }

    /** The events that a request may have. */
    int most() {
      return most;
    }

    boolean hasBody() {
      return this != PIXEL && this != READ;
    }
  }

  /** Where a good request goes. */
  String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }

  String method() {
    return form.hasBody() ? "POST" : "GET";
  }
}
