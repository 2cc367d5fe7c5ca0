package trackline.aws;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.event.Sha256;
import trackline.log.LogLine;

/**
 * Secrets of the one form that the stack's have: a JSON object of labels and values, of which every
 * value is valid, so that values rotate side by side. They are fetched on first use, which on AWS
 * is after a SnapStart restore, and again after 5 minutes, so that a revoked value dies.
 *
 * <p>A value is a text, or says what its holder may do: {@code {"key": "…", "rights": ["write",
 * "forget"]}}. A value of any other form is nobody's, and a word that is no right gives none: both
 * are told by {@link #writeWarnings}.
 */
public final class LabelledSecrets {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Duration CACHE = Duration.ofMinutes(5);
  private static final Duration RECENT = Duration.ofMinutes(1);

  private static final String KEY = "key";
  private static final String RIGHTS = "rights";

  /**
   * What is said beside a value.
   *
   * @param rights the words for what its holder may do; nothing where the value is a mere text
   */
  public record Labelled(String label, Optional<Set<String>> rights) {}

  private record Entry(String value, Labelled labelled) {}

  /**
   * What is wrong with a value that was fetched.
   *
   * @param what {@code unknown_right} or {@code no_value}
   */
  private record Warning(String secretId, String label, String what) {}

  private record Fetched(List<Entry> entries, Set<String> values, Instant at) {
    Fetched(List<Entry> entries, Instant at) {
      this(entries, entries.stream().map(Entry::value).collect(Collectors.toUnmodifiableSet()), at);
    }
  }

  private final SecretsManagerClient secrets;
  private final Clock clock;
  private final Map<String, Fetched> cache = new HashMap<>();
  private final List<Warning> warnings = new ArrayList<>();

  public LabelledSecrets(SecretsManagerClient secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * What is said of the value that passes a test. A value that was added a moment ago is found too:
   * where none passes, the secret is fetched once more, unless that was done within the last
   * minute, so that strangers' guesses cost no calls.
   *
   * @param test asked of every value, so that time tells nothing; it compares in constant time
   */
  public Optional<Labelled> find(String secretId, Predicate<String> test) {
    return search(
        secretId, entry -> Optional.of(entry.labelled()).filter(_ -> test.test(entry.value())));
  }

  /**
   * What a test makes of the value that passes it, looked for as {@link #find} does.
   *
   * @param test asked of every value; nothing where the value does not pass
   */
  public <T> Optional<T> match(String secretId, Function<String, Optional<T>> test) {
    return search(secretId, entry -> test.apply(entry.value()));
  }

  private <T> Optional<T> search(String secretId, Function<Entry, Optional<T>> test) {
    Optional<T> found = search(entries(secretId, CACHE), test);
    return found.isPresent() ? found : search(entries(secretId, RECENT), test);
  }

  /** The valid values of a secret, so that they can be kept out of what is written somewhere. */
  Set<String> values(String secretId) {
    return fetched(secretId, CACHE).values();
  }

  /**
   * Writes what is wrong with the values that were fetched since this was called last, a line for
   * each: {@code "warning": "unknown_right"} where a word among the rights is none, {@code
   * "no_value"} where the form is none, with the secret, the label and the words that are rights. A
   * value is never written, nor is a word that is no right: it may be a key in the wrong place.
   *
   * @param line a new line of the invocation
   */
  public void writeWarnings(Supplier<LogLine> line, Consumer<String> logger) {
    for (Warning warning : takeWarnings()) {
      line.get()
          .put("warning", warning.what())
          .put("secret", warning.secretId())
          .put("label", warning.label())
          .put("rights", Right.words())
          .writeTo(logger);
    }
  }

  private synchronized List<Warning> takeWarnings() {
    List<Warning> taken = List.copyOf(warnings);
    warnings.clear();
    return taken;
  }

  private static <T> Optional<T> search(List<Entry> entries, Function<Entry, Optional<T>> test) {
    Optional<T> found = Optional.empty();
    for (Entry entry : entries) {
      Optional<T> passed = test.apply(entry);
      found = passed.isPresent() ? passed : found;
    }
    return found;
  }

  /**
   * A test for {@link #find} that compares in constant time, whatever the lengths. What is given
   * may be long, and is digested once, however many values there are.
   */
  public static Predicate<String> equalTo(String given) {
    byte[] digest = digest(given);
    return known -> MessageDigest.isEqual(digest(known), digest);
  }

  private static byte[] digest(String secret) {
    return Sha256.of(secret.getBytes(StandardCharsets.UTF_8));
  }

  private List<Entry> entries(String secretId, Duration age) {
    return fetched(secretId, age).entries();
  }

  private synchronized Fetched fetched(String secretId, Duration age) {
    @Nullable Fetched known = cache.get(secretId);
    Instant now = clock.instant();
    if (known == null || known.at().plus(age).isBefore(now)) {
      known = new Fetched(fetch(secretId), now);
      cache.put(secretId, known);
    }
    return known;
  }

  private List<Entry> fetch(String secretId) {
    String json = secrets.getSecretValue(request -> request.secretId(secretId)).secretString();
    Set<Map.Entry<String, JsonNode>> members = parse(secretId, json).properties();
    members.forEach(
        member ->
            fault(member.getValue())
                .ifPresent(what -> warnings.add(new Warning(secretId, member.getKey(), what))));
    return members.stream()
        .flatMap(member -> entry(member.getKey(), member.getValue()).stream())
        .toList();
  }

  private static Optional<String> fault(JsonNode said) {
    if (said.isTextual()) {
      return Optional.empty(); // A blank one is a value that is not set yet.
    }
    Optional<Set<String>> rights = rights(said).filter(_ -> said.path(KEY).isTextual());
    if (rights.isEmpty()) {
      return Optional.of("no_value");
    }
    boolean known = rights.get().stream().allMatch(word -> Right.named(word).isPresent());
    return known ? Optional.empty() : Optional.of("unknown_right");
  }

  private static Optional<Entry> entry(String label, JsonNode said) {
    return said.isObject()
        ? rights(said).flatMap(rights -> entry(label, said.path(KEY), Optional.of(rights)))
        : entry(label, said, Optional.empty());
  }

  /** What is blank opens nothing, and neither does what is no text. */
  private static Optional<Entry> entry(String label, JsonNode value, Optional<Set<String>> rights) {
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(new Entry(value.textValue(), new Labelled(label, rights)))
        : Optional.empty();
  }

  private static Optional<Set<String>> rights(JsonNode said) {
    JsonNode words = said.path(RIGHTS);
    return words.isArray() && words.valueStream().allMatch(JsonNode::isTextual)
        ? Optional.of(words.valueStream().map(JsonNode::textValue).collect(toUnmodifiableSet()))
        : Optional.empty();
  }

  private static JsonNode parse(String secretId, String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      // The cause is left out: its message quotes the secret.
      throw new IllegalStateException(
          "The secret " + secretId + " is no JSON object of labels and values");
    }
  }
}
