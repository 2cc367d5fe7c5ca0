package trackline.intake;

import static trackline.event.Column.ANONYMOUS_ID;
import static trackline.event.Column.COUNTRY;
import static trackline.event.Column.EVENT_AT;
import static trackline.event.Column.EVENT_ID;
import static trackline.event.Column.EVENT_KEY;
import static trackline.event.Column.EVENT_NAME;
import static trackline.event.Column.EVENT_TYPE;
import static trackline.event.Column.IP_ADDRESS;
import static trackline.event.Column.PAGE_PATH;
import static trackline.event.Column.PAGE_URL;
import static trackline.event.Column.PROPERTIES;
import static trackline.event.Column.RECEIVED_AT;
import static trackline.event.Column.REFERRER;
import static trackline.event.Column.SESSION_ID;
import static trackline.event.Column.SOURCE;
import static trackline.event.Column.USER_AGENT;
import static trackline.event.Column.USER_ID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.EventTime;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.event.Sha256;
import trackline.event.UserId;
import trackline.event.WholeCharacters;
import trackline.plan.EventType;
import trackline.plan.TrackingPlan;

/**
 * Judges events as clients send them: against the tracking plan, and against the table's rules.
 *
 * <p>Two members cost no event, at no door, since it is whole without them: a time of sending that
 * corrects no clock, and an address that is none. The verdict warns of them.
 */
public final class Intake {
  /** The member that says when the client sent the event, by its own clock. */
  public static final String SENT_AT = "sent_at";

  /** The property that keeps a time of sending by which no clock was corrected. */
  public static final String SENT_AT_AS_WRITTEN = "sent_at_as_written";

  /** The property that keeps the time of a client's call where the event has another one. */
  public static final String CALLED_AT_AS_WRITTEN = "called_at_as_written";

  /** An item with its names and values, as DynamoDB counts it. */
  public static final int MAX_ITEM_BYTES = 400 * 1024;

  /** How far the clock of a client may be ahead. */
  public static final Duration MAX_FUTURE = Duration.ofMinutes(5);

  private static final String NO_TIME =
      "is no ISO-8601 date and time with a zone, and corrects no event_at";
  private static final String NO_CORRECTION =
      "cannot be when an event of this event_at was sent, and does not correct it";

  private static final int MAX_ID = UserId.LONGEST_SENT;
  private static final int MAX_DIGITS = 38;
  private static final int MAX_TEXT = 8_192;

  /** A name is counted by: figures hold names, and many of them must fit where figures are kept. */
  private static final int MAX_NAME = 256;

  private static final int HASH_ID_LENGTH = 32;
  private static final Pattern EVENT_ID_FORM = Pattern.compile(Column.EVENT_ID_FORM);
  private static final Pattern NOT_IN_IDS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  /**
   * Characters that show nothing themselves, and make two ids that differ look the same: those of
   * Unicode's category Cf, the others of its property Default_Ignorable_Code_Point, which Java's
   * patterns do not know, and the blank of Braille. Variation selectors are among them, so that an
   * emoji stands in an id without.
   *
   * <p>Source: DerivedCoreProperties.txt of the Unicode Character Database.
   */
  private static final Pattern FORMAT =
      Pattern.compile(
          "[\\p{Cf}\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{2065}\\x{2800}"
              + "\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{FFF0}-\\x{FFF8}\\x{E0000}-\\x{E0FFF}]");

  private static final List<Column> IDS = List.of(USER_ID, ANONYMOUS_ID, EVENT_ID);
  private static final List<String> OF_SENDING =
      List.of(SENT_AT, SENT_AT_AS_WRITTEN, CALLED_AT_AS_WRITTEN);
  private static final List<Column> TEXTS =
      List.of(EVENT_NAME, SESSION_ID, PAGE_URL, PAGE_PATH, REFERRER, COUNTRY);

  private final TrackingPlan plan;
  private final PropertySchemas schemas;
  private final AddressPolicy addresses;

  /**
   * Judges by a plan.
   *
   * @throws IllegalArgumentException saying all that is wrong with the plan's JSON Schemas
   */
  public Intake(TrackingPlan plan, AddressPolicy addresses) {
    this.plan = plan;
    this.schemas = new PropertySchemas(plan);
    this.addresses = addresses;
  }

  /**
   * Judges by the default plan, or by the plan file at a path.
   *
   * @throws IllegalArgumentException saying what is wrong with the plan, and where
   */
  public static Intake load(String plan, AddressPolicy addresses) {
    return TrackingPlan.load(plan, read -> new Intake(read, addresses));
  }

  /** The plan that it judges by. */
  public TrackingPlan plan() {
    return plan;
  }

  /**
   * What in the plan's schemas may fail to judge an event whose texts somebody chose for that, with
   * its place: such an event is refused. The plan can be used all the same.
   */
  public List<String> warnings() {
    return PropertySchemas.warnings(plan).stream()
        .map(risk -> risk.pointer() + " " + risk.detail())
        .toList();
  }

  /** The ids under which the user of an event may have been forgotten. */
  public static List<String> ids(EventRow row) {
    String anonymous = row.values().get(ANONYMOUS_ID);
    return anonymous == null
        ? List.of(row.get(USER_ID))
        : List.of(row.get(USER_ID), UserId.ofAnonymous(anonymous));
  }

  /** Whether an event's user is among those who were forgotten, under whichever id. */
  public static boolean isForgotten(EventRow row, Set<String> forgotten) {
    return !forgotten.isEmpty() && ids(row).stream().anyMatch(forgotten::contains);
  }

  /** How many of the rows are of each user who was forgotten, under whichever id. */
  public static Map<String, Integer> countForgotten(List<EventRow> rows, Set<String> forgotten) {
    if (forgotten.isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> counts = new TreeMap<>();
    rows.stream()
        .flatMap(row -> ids(row).stream().filter(forgotten::contains).distinct())
        .forEach(id -> counts.merge(id, 1, Integer::sum));
    return counts;
  }

  /**
   * Whether a text can be the user id of a row: of a user, or of an anonymous visitor. One with
   * characters that show nothing, which events may not have, can be that of an older row, or of a
   * table of the team's own: it can be read and forgotten.
   */
  public static boolean isUserId(String text) {
    String id = UserId.sent(text);
    return !id.isBlank()
        && id.codePointCount(0, id.length()) <= MAX_ID
        && WholeCharacters.isWhole(id)
        && isSafe(id);
  }

  /**
   * What is wrong with an id that has such a character: which it is and where, since none see it.
   */
  private static Optional<String> formatCharacter(String id) {
    Matcher found = FORMAT.matcher(id);
    return found.find()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "must have no characters that show nothing, and has U+%04X as character %d",
                id.codePointAt(found.start()),
                id.codePointCount(0, found.start()) + 1))
        : Optional.empty();
  }

  private static boolean isSafe(String id) {
    return !NOT_IN_IDS.matcher(id).find();
  }

  /** Whether a top-level member has a meaning of its own; all others are properties. */
  static boolean isField(String name) {
    return name.equals(SENT_AT)
        || Column.named(name).filter(c -> c.origin() == Column.Origin.CLIENT).isPresent();
  }

  /** Judges one event; the row's values are what the table will hold. */
  public Verdict judge(JsonNode sent, Reception reception) {
    if (!(sent instanceof ObjectNode object)) {
      return new Verdict.Bad(null, List.of(new Fault("", "an event must be an object")));
    }
    ObjectNode event = withWholeCharacters(object);
    Fields fields = new Fields(event);
    boolean computable = new PlainData(fields).check(event);
    return new Judgement(event, fields, reception, computable).verdict();
  }

  /** Of ids nothing is replaced: two that differ only in that would become one. */
  private static ObjectNode withWholeCharacters(ObjectNode sent) {
    ObjectNode event = (ObjectNode) WholeCharacters.of(sent);
    IDS.stream()
        .map(Column::columnName)
        .filter(sent::has)
        .forEach(name -> event.set(name, sent.get(name)));
    return event;
  }

  /** The judgement of one event. */
  private final class Judgement {
    private final ObjectNode event;
    private final Fields fields;
    private final Reception reception;
    private final boolean computable;
    private final Map<Column, String> values = new EnumMap<>(Column.class);
    private final String contentHash;

    Judgement(ObjectNode event, Fields fields, Reception reception, boolean computable) {
      this.event = event;
      this.fields = fields;
      this.reception = reception;
      this.computable = computable;
      this.contentHash = contentHash(event);
    }

    Verdict verdict() {
      Optional<EventType> type = eventType();
      userId();
      TEXTS.forEach(column -> optional(column).ifPresent(value -> values.put(column, value)));
      userAgent();
      ipAddress();
      Properties properties = properties(type);
      Optional<String> clientId = eventId();
      key(clientId, properties);
      if (!fields.faults().isEmpty() || type.isEmpty()) {
        return new Verdict.Bad(clientId.orElse(null), fields.faults());
      }
      if (!properties.json().isEmpty()) {
        values.put(PROPERTIES, properties.json().toString());
      }
      values.put(SOURCE, reception.source());
      values.put(RECEIVED_AT, EventTime.format(reception.receivedAt()));
      return sized(new EventRow(values, contentHash, type.get().history()));
    }

    private Verdict sized(EventRow row) {
      int bytes = row.bytes();
      return bytes > MAX_ITEM_BYTES
          ? new Verdict.TooLarge(row.get(EVENT_ID), bytes)
          : new Verdict.Good(row, fields.warnings());
    }

    private Optional<EventType> eventType() {
      if (!fields.has(EVENT_TYPE.columnName())) {
        fields.fault("/event_type", "is required: one of the plan's event types");
        return Optional.empty();
      }
      Optional<String> name = text(EVENT_TYPE);
      Optional<EventType> type = name.flatMap(plan::eventType);
      if (name.isPresent() && type.isEmpty()) {
        fields.fault(
            "/event_type",
            plan.allowsAny()
                ? "is no name for an event type: " + TrackingPlan.NAME_FORM
                : "is no event type of the tracking plan");
      }
      type.ifPresent(found -> values.put(EVENT_TYPE, found.name()));
      return type;
    }

    private void userId() {
      Optional<String> anonymous = id(ANONYMOUS_ID);
      anonymous.ifPresent(id -> values.put(ANONYMOUS_ID, id));
      boolean given = fields.has(USER_ID.columnName());
      if (given && (plan.integerUserIds() || fields.get(USER_ID.columnName()).isIntegralNumber())) {
        integerUserId();
      } else if (given) {
        id(USER_ID).ifPresent(id -> values.put(USER_ID, id));
      } else if (anonymous.isPresent()) {
        values.put(USER_ID, UserId.ofAnonymous(anonymous.get()));
      } else if (!fields.has(ANONYMOUS_ID.columnName())) {
        fields.fault("/user_id", "is required, unless the event has an anonymous_id");
      }
    }

    private void integerUserId() {
      JsonNode id = fields.get(USER_ID.columnName());
      if (id.isIntegralNumber() && id.asText().length() > MAX_DIGITS) {
        fields.fault("/user_id", "has more than " + MAX_DIGITS + " digits; send it as a string");
      } else if (id.isIntegralNumber()) {
        values.put(USER_ID, id.bigIntegerValue().toString());
      } else {
        fields.fault("/user_id", "must be an integer in this tracking plan");
      }
    }

    /** An id that can stand in a line of a log; signs of paths and addresses are as good as any. */
    private Optional<String> id(Column column) {
      Optional<String> id = fields.text(column.columnName(), MAX_ID);
      if (id.isPresent() && EVENT_ID_FORM.matcher(id.get()).matches()) {
        return id; // As nearly all are: none of those characters is asked for one by one.
      }
      if (id.isPresent() && !isSafe(id.get())) {
        fields.fault(
            "/" + column.columnName(), "must have no control characters and no line separators");
        return Optional.empty();
      }
      if (id.isPresent() && !WholeCharacters.isWhole(id.get())) {
        fields.fault(
            "/" + column.columnName(), "holds half of a surrogate pair, which is no character");
        return Optional.empty();
      }
      Optional<String> format = id.flatMap(Intake::formatCharacter);
      format.ifPresent(detail -> fields.fault("/" + column.columnName(), detail));
      return format.isPresent() ? Optional.empty() : id;
    }

    private Optional<String> eventId() {
      Optional<String> id = fields.text(EVENT_ID.columnName(), MAX_ID);
      if (id.isPresent() && !EVENT_ID_FORM.matcher(id.get()).matches()) {
        fields.fault("/event_id", "must be 1 to 128 of the characters A-Z a-z 0-9 _ . : -");
        return Optional.empty();
      }
      return id;
    }

    /** Where the client sent a time, its key is that of its retry. */
    private void key(Optional<String> clientId, Properties properties) {
      Instant receivedAt = reception.receivedAt();
      Optional<Instant> clientTime = fields.time(EVENT_AT.columnName());
      Optional<Instant> sentAt = sentAt(clientTime, properties);
      Instant eventAt =
          clientTime
              .map(time -> sentAt.map(at -> corrected(time, at)).orElse(time))
              .orElse(receivedAt);
      if (eventAt.isAfter(receivedAt.plus(MAX_FUTURE))) {
        fields.fault("/event_at", "lies more than 5 minutes in the future");
      }
      String id =
          clientId.orElseGet(
              () ->
                  clientTime.isPresent()
                      ? contentHash.substring(0, HASH_ID_LENGTH)
                      : present(reception.fallbackId()).orElseGet(Intake::randomId));
      Instant keyTime =
          clientTime
              .map(time -> KeyTime.of(time, sentAt.orElse(time), receivedAt))
              .orElse(receivedAt);
      values.put(EVENT_ID, id);
      values.put(EVENT_AT, EventTime.format(eventAt));
      values.put(EVENT_KEY, EventTime.format(keyTime) + "#" + id);
    }

    /**
     * When the event was sent, by the client's clock; nothing where it does not say so, and nothing
     * but a warning where that corrects no time.
     */
    private Optional<Instant> sentAt(Optional<Instant> clientTime, Properties properties) {
      if (!fields.says(SENT_AT)) {
        return Optional.empty();
      }
      Optional<Instant> written =
          Optional.ofNullable(fields.get(SENT_AT).textValue()).flatMap(EventTime::parse);
      Optional<Instant> sentAt =
          written.filter(at -> clientTime.map(time -> corrects(time, at)).orElse(true));
      if (sentAt.isEmpty()) {
        fields.warn("/" + SENT_AT, written.isEmpty() ? NO_TIME : NO_CORRECTION);
        properties.keep(SENT_AT_AS_WRITTEN, fields.get(SENT_AT));
      }
      return sentAt;
    }

    /** Nothing is sent before it happens: then the clock was set in between. */
    private boolean corrects(Instant clientTime, Instant sentAt) {
      return !sentAt.isBefore(clientTime.minus(MAX_FUTURE))
          && EventTime.isInRange(corrected(clientTime, sentAt));
    }

    /** The client's clock is off by what lies between its time of sending and ours of receiving. */
    private Instant corrected(Instant clientTime, Instant sentAt) {
      return clientTime.plus(Duration.between(sentAt, reception.receivedAt()));
    }

    private void userAgent() {
      optional(USER_AGENT)
          .or(() -> present(reception.userAgent()).filter(agent -> !agent.isBlank()))
          .ifPresent(agent -> values.put(USER_AGENT, agent));
    }

    /**
     * An event that has the member says whose address it is, be it none: then that of whoever sent
     * it is another's. Servers pass on what they were given, so that of several the first counts.
     */
    private void ipAddress() {
      String name = IP_ADDRESS.columnName();
      JsonNode given = fields.get(name);
      Optional<String> address =
          given.isMissingNode()
              ? present(reception.ipAddress())
              : AddressPolicy.first(given.asText());
      if (address.isEmpty() && fields.says(name)) {
        fields.warn("/" + name, "is no IPv4 or IPv6 address, and is not kept");
      }
      address.flatMap(addresses::keep).ifPresent(kept -> values.put(IP_ADDRESS, kept));
    }

    private Properties properties(Optional<EventType> type) {
      Properties properties = Properties.of(event, fields);
      type.filter(known -> computable)
          .ifPresent(
              known ->
                  schemas
                      .judge(known, properties.json())
                      .forEach(f -> fields.fault(properties.pointer(f.pointer()), f.detail())));
      return properties;
    }

    /** Browsers send an empty referrer with every direct visit: a blank text is none. */
    private Optional<String> optional(Column column) {
      JsonNode value = fields.get(column.columnName());
      boolean blank = value.isTextual() && value.textValue().isBlank();
      return blank ? Optional.empty() : text(column);
    }

    private Optional<String> text(Column column) {
      return fields.text(column.columnName(), column == EVENT_NAME ? MAX_NAME : MAX_TEXT);
    }
  }

  /** A hash of what the client sent; the times of sending are other ones at each retry. */
  private static String contentHash(ObjectNode event) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.setAll(event);
    content.remove(OF_SENDING);
    return Sha256.hex(Json.canonical(content).toString());
  }

  private static Optional<String> present(@Nullable String text) {
    return text == null ? Optional.empty() : Optional.of(text);
  }

  private static String randomId() {
    return UUID.randomUUID().toString();
  }
}
