package trackline.engines.athena;

/** A count of the work under way, which can be waited for to reach zero. */
final class Pending {

  private int count;

  synchronized void enter() {
    count++;
  }

  synchronized void leave() {
    count--;
    notifyAll();
  }

  synchronized void await() throws InterruptedException {
    while (count > 0) {
      wait();
    }
  }
}
