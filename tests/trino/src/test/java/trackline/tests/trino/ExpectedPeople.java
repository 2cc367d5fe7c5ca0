package trackline.tests.trino;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import trackline.event.Column;

/**
 * Who is who, by what identify and alias events say of ids, in plain Java. The prefix of visitors
 * stands here as stored lines have it, whatever the code says of it.
 */
final class ExpectedPeople {

  private static final int STEPS = 3;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** Each id with the user whom the newest event says that it is. */
  private final Map<String, String> said = new HashMap<>();

  ExpectedPeople(List<Arrival> events) {
    events.stream()
        .sorted(
            comparing((Arrival event) -> event.key(Column.EVENT_AT))
                .thenComparing(event -> event.key(Column.USER_ID)))
        .forEach(this::hear);
  }

  private void hear(Arrival event) {
    switch (event.key(Column.EVENT_TYPE)) {
      case "identify" -> {
        if (event.text(Column.ANONYMOUS_ID) != null) {
          hear("anon:" + event.key(Column.ANONYMOUS_ID), event.key(Column.USER_ID));
        }
      }
      case "alias" -> {
        JsonNode previous = properties(event).path("previous_id");
        if (previous.isTextual() || previous.isNumber()) {
          hear("anon:" + previous.asText(), event.key(Column.USER_ID));
          hear(previous.asText(), event.key(Column.USER_ID));
        }
      }
      default -> {}
    }
  }

  private void hear(String id, String user) {
    if (!id.equals(user)) {
      said.put(id, user);
    }
  }

  private static JsonNode properties(Arrival event) {
    try {
      return JSON.readTree(event.values().getOrDefault(Column.PROPERTIES, "").toString());
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  /** The end of the way from an id; of a circle the least id. */
  String person(String id) {
    List<String> way = new ArrayList<>(List.of(id));
    while (way.size() <= STEPS && said.containsKey(way.getLast())) {
      String next = said.get(way.getLast());
      if (way.contains(next)) {
        return Collections.min(way.subList(way.indexOf(next), way.size()));
      }
      way.add(next);
    }
    return way.getLast();
  }
}
