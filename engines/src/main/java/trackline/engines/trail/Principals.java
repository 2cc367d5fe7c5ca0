package trackline.engines.trail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import trackline.engines.server.Loopback;

/**
 * Who calls, by access key id. A function has a key of its own that leads to its role; the keeping
 * of this machine's own house has one too and is not recorded, as what AWS does inside is not; any
 * other key is that of a user of the same name.
 */
public final class Principals {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int KEY_LENGTH = 16;

  private final String housekeeping = random("AKIA");
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Instant started;

  /** Principals whose sessions begin now. */
  public Principals(Instant now) {
    this.started = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The key of what is not recorded: making tables, looking into them for {@code /local/}. */
  public String housekeeping() {
    return housekeeping;
  }

  /** A new key of a function under its role. */
  public String session(String role, String function) {
    String key = random("ASIA");
    sessions.put(key, new Session(role, function));
    return key;
  }

  /** The userIdentity of a caller; none for what is not recorded. */
  Optional<ObjectNode> identity(@Nullable String accessKeyId) {
    if (accessKeyId == null) {
      return Optional.of(anonymous());
    }
    if (accessKeyId.equals(housekeeping)) {
      return Optional.empty();
    }
    Session session = sessions.get(accessKeyId);
    return Optional.of(session == null ? user(accessKeyId) : assumedRole(accessKeyId, session));
  }

  private record Session(String role, String function) {}

  private static String random(String prefix) {
    StringBuilder key = new StringBuilder(prefix);
    RANDOM.ints(KEY_LENGTH, 0, LETTERS.length()).forEach(i -> key.append(LETTERS.charAt(i)));
    return key.toString();
  }

  private static ObjectNode anonymous() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "AWSAccount")
        .put("principalId", "")
        .put("accountId", "ANONYMOUS_PRINCIPAL");
  }

  private static ObjectNode user(String key) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "IAMUser")
        .put("principalId", key)
        .put("arn", "arn:aws:iam::%s:user/%s".formatted(Loopback.ACCOUNT, key))
        .put("accountId", Loopback.ACCOUNT)
        .put("accessKeyId", key)
        .put("userName", key);
  }

  private ObjectNode assumedRole(String key, Session session) {
    String roleId = "AROA" + session.role().replaceAll("[^A-Za-z0-9]", "");
    ObjectNode identity =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "AssumedRole")
            .put("principalId", roleId + ":" + session.function())
            .put(
                "arn",
                "arn:aws:sts::%s:assumed-role/%s/%s"
                    .formatted(Loopback.ACCOUNT, session.role(), session.function()))
            .put("accountId", Loopback.ACCOUNT)
            .put("accessKeyId", key);
    ObjectNode context = identity.putObject("sessionContext");
    context
        .putObject("sessionIssuer")
        .put("type", "Role")
        .put("principalId", roleId)
        .put("arn", "arn:aws:iam::%s:role/%s".formatted(Loopback.ACCOUNT, session.role()))
        .put("accountId", Loopback.ACCOUNT)
        .put("userName", session.role());
    context
        .putObject("attributes")
        .put("creationDate", started.toString())
        .put("mfaAuthenticated", "false");
    return identity;
  }
}
