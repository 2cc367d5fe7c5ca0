package trackline.bench.endurance;

import java.util.Random;

/** What Trackline is doing when it is killed. */
enum Moment {
  START("while starting"),
  LOAD("under the load alone"),
  FLUSH("during a flush"),
  REFRESH("during a refresh"),
  IMPORT("while importing a file");

  private final String words;

  Moment(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  static Moment pick(Random random) {
    Moment[] all = values();
    return all[random.nextInt(all.length)];
  }
}
