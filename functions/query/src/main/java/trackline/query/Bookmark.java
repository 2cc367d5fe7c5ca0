package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import trackline.event.UserId;

/**
 * Where a page of events ended, and whose events they are: the pages of one question are of the
 * same ids, whatever is said of the person meanwhile. Otherwise a new id's events would be in the
 * later pages and not in the earlier ones, and an id whose place it took the other way round.
 */
record Bookmark(Persons.Person person, Place place) {
  /** DynamoDB's longest sort key, in bytes. */
  private static final int LONGEST_KEY = 1_024;

  /** The number of ids, whether they are all, which of them the place is of; ids and key follow. */
  private static final Pattern PERSON =
      Pattern.compile("([0-9]{1,2}) (true|false) ([0-9]{1,2}) (.*)", Pattern.DOTALL);

  /** The id's length tells where it ends, whatever it is made of. */
  private static final Pattern SIZED = Pattern.compile("([0-9]{1,3}):(.*)", Pattern.DOTALL);

  /** The text of a cursor; for one id the key is enough. */
  String write(EventQuery query) {
    if (!query.person()) {
      return place.eventKey();
    }
    List<String> ids = person.ids();
    StringBuilder text = new StringBuilder();
    text.append(ids.size()).append(' ').append(person.complete());
    text.append(' ').append(ids.indexOf(place.id())).append(' ');
    ids.forEach(id -> text.append(id.length()).append(':').append(id));
    return text.append(place.eventKey()).toString();
  }

  /** What a cursor's text says, unless it is none of this query. */
  static Optional<Bookmark> read(EventQuery query, String text) {
    Optional<Bookmark> read =
        query.person()
            ? ofPerson(text)
            : Optional.of(
                new Bookmark(Persons.Person.of(query.userId()), new Place(query.userId(), text)));
    return read.filter(bookmark -> bookmark.isOf(query));
  }

  private boolean isOf(EventQuery query) {
    String key = place.eventKey();
    return person.ids().getFirst().equals(query.userId())
        && !key.isEmpty()
        && key.getBytes(UTF_8).length <= LONGEST_KEY;
  }

  private static Optional<Bookmark> ofPerson(String text) {
    Matcher written = PERSON.matcher(text);
    if (!written.matches()) {
      return Optional.empty();
    }
    int count = Integer.parseInt(written.group(1));
    int place = Integer.parseInt(written.group(3));
    return place < count && count <= Persons.MOST_IDS
        ? ofIds(count, Boolean.parseBoolean(written.group(2)), place, written.group(4))
        : Optional.empty();
  }

  private static Optional<Bookmark> ofIds(int count, boolean complete, int place, String text) {
    List<String> ids = new ArrayList<>();
    String rest = text;
    while (ids.size() < count) {
      Matcher sized = SIZED.matcher(rest);
      if (!sized.matches() || Integer.parseInt(sized.group(1)) > sized.group(2).length()) {
        return Optional.empty();
      }
      int end = Integer.parseInt(sized.group(1));
      String id = sized.group(2).substring(0, end);
      if (ids.contains(id) || !UserId.hasLength(id)) {
        return Optional.empty();
      }
      ids.add(id);
      rest = sized.group(2).substring(end);
    }
    Persons.Person person = new Persons.Person(List.copyOf(ids), complete);
    return Optional.of(new Bookmark(person, new Place(ids.get(place), rest)));
  }
}
