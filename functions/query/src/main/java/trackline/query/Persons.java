package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.aws.ErasureTable;
import trackline.http.Refusal;
import trackline.time.Deadline;

/**
 * Who a person is, as the events of the person's ids say. What is said of a user stands among that
 * user's events, so that the earlier ids of a user are found and the later ones of an anonymous
 * visitor are not.
 */
final class Persons {
  /** So many ids are looked for, those that were named last. */
  static final int MOST_IDS = 20;

  /** So many bytes of UTF-8 do they have together: they travel in the address of the next page. */
  static final int MOST_BYTES = 3_072;

  /** Anonymous to a user, and that user renamed twice. */
  private static final int STEPS = 3;

  /** So many items of the index are read for a person, and as many of the table. */
  private static final int READ_BUDGET = EventReader.READ_BUDGET;

  /** Of an id that the index knows, the table adds what was said a moment ago. */
  static final int NEWEST = READ_BUDGET / MOST_IDS;

  private static final Duration TIME_BUDGET = EventReader.TIME_BUDGET.dividedBy(2);

  private final Sayings sayings;
  private final ErasureTable erasures;
  private final InstantSource clock;

  Persons(Sayings sayings, ErasureTable erasures, InstantSource clock) {
    this.sayings = sayings;
    this.erasures = erasures;
    this.clock = clock;
  }

  /**
   * The ids of a person.
   *
   * @param ids the one that was asked for first; none of somebody who is to be forgotten
   * @param complete whether all that was said was read, and all ids are here
   */
  record Person(List<String> ids, boolean complete) {
    /** Somebody of whom only one id is asked for. */
    static Person of(String id) {
      return new Person(List.of(id), true);
    }
  }

  /** The person behind an id. */
  Person of(String id, Deadline deadline) {
    return new Search(deadline).from(id);
  }

  /** The person of an earlier page, without what is to be forgotten since. */
  Person still(Person earlier, Deadline deadline) {
    if (remembered(earlier.ids(), deadline).size() == earlier.ids().size()) {
      return earlier;
    }
    // Whom a forgotten id alone led to is no more shown than that id.
    Person now = of(earlier.ids().getFirst(), deadline);
    return new Person(
        earlier.ids().stream().filter(now.ids()::contains).toList(),
        earlier.complete() && now.complete());
  }

  /** Those that may be shown: of a forgotten one nothing more is shown or followed. */
  private List<String> remembered(List<String> ids, Deadline deadline) {
    if (ids.isEmpty()) {
      return ids;
    }
    Set<String> erased =
        erasures
            .among(ids, deadline.within(QueryHandler.CALL))
            .orElseThrow(() -> Refusal.unavailable("The table is too slow at the moment"));
    return ids.stream().filter(id -> !erased.contains(id)).toList();
  }

  /** How many items may still be read. */
  private static final class Budget {
    private int left = READ_BUDGET;
  }

  /** The search for one person's ids, step by step. */
  private final class Search {
    private final Deadline deadline;
    private final Instant end = clock.instant().plus(TIME_BUDGET);
    private final Set<String> ids = new LinkedHashSet<>();
    private final Budget ofIndex = new Budget();
    private final Budget ofTable = new Budget();
    private int bytes;
    private boolean complete = true;

    Search(Deadline deadline) {
      this.deadline = deadline;
    }

    Person from(String id) {
      List<String> found = remembered(List.of(id), deadline);
      bytes = size(id);
      for (int step = 0; step < STEPS && !found.isEmpty(); step++) {
        ids.addAll(found);
        found = remembered(earlier(found), deadline);
      }
      ids.addAll(found);
      return new Person(List.copyOf(ids), complete);
    }

    private List<String> earlier(List<String> of) {
      List<Sayings.Saying> heard = new ArrayList<>();
      of.forEach(id -> hear(id, heard));
      Set<String> found = new LinkedHashSet<>();
      heard.stream()
          .sorted(Sayings.Saying.NEWEST_FIRST)
          .flatMap(saying -> saying.ids().stream())
          .forEach(id -> add(id, found));
      return List.copyOf(found);
    }

    /**
     * Where the index knows nothing of an id, its sayings may be older than the plan that marks
     * them: then its events are looked through, as where the plan does not mark them.
     */
    private void hear(String id, List<Sayings.Saying> heard) {
      int before = heard.size();
      sayings.indexed().forEach(way -> hearAll(way, id, ofIndex, heard));
      if (sayings.areIndexed() && heard.size() > before) {
        hear(Sayings.NEWEST_EVENTS, id, Sayings.Part.FIRST, NEWEST, ofTable, heard);
      } else {
        hearAll(Sayings.NEWEST_EVENTS, id, ofTable, heard);
      }
    }

    private void hearAll(Way way, String id, Budget budget, List<Sayings.Saying> heard) {
      Map<String, AttributeValue> after = Sayings.Part.FIRST;
      do {
        after = hear(way, id, after, Way.LARGEST_READ, budget, heard);
      } while (!after.isEmpty());
    }

    /** Hears a part, and says where the next begins. */
    private Map<String, AttributeValue> hear(
        Way way,
        String id,
        Map<String, AttributeValue> after,
        int most,
        Budget budget,
        List<Sayings.Saying> heard) {
      if (!mayRead(budget)) {
        complete = false;
        return Sayings.Part.FIRST;
      }
      Sayings.Part part = sayings.read(way, id, after, Math.min(most, budget.left));
      budget.left -= part.scanned();
      heard.addAll(part.sayings());
      return part.after();
    }

    private boolean mayRead(Budget budget) {
      return budget.left > 0 && clock.instant().isBefore(end) && deadline.allows(QueryHandler.CALL);
    }

    private void add(String id, Set<String> found) {
      if (ids.contains(id) || found.contains(id)) {
        return;
      }
      if (ids.size() + found.size() < MOST_IDS && bytes + size(id) <= MOST_BYTES) {
        found.add(id);
        bytes += size(id);
      } else {
        complete = false;
      }
    }
  }

  private static int size(String id) {
    return id.getBytes(UTF_8).length;
  }
}
