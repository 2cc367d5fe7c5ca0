package trackline.engines.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.engines.kit.Child;
import trackline.engines.kit.Until;

class SearchEndpointTest {
  @TempDir Path folder;

  /** As `kill -9` of a Trackline does: nobody is left to end what it started. */
  @Test
  void itEndsWithItsParentHoweverThatEnds() throws Exception {
    URI uri;
    ProcessHandle search;
    try (Child parent = new Child(Parent.class, folder)) {
      uri = URI.create(parent.line());
      search = ProcessHandle.of(Long.parseLong(parent.line())).orElseThrow();
      assertThat(answers(uri.getHost(), uri.getPort())).isTrue();
      assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
          .filteredOn(address -> !address.isLoopbackAddress())
          .noneMatch(address -> answers(address.getHostAddress(), uri.getPort()));
      parent.kill();
    }
    Until.isTrue(() -> !search.isAlive());
    assertThat(answers(uri.getHost(), uri.getPort())).isFalse();
  }

  private static boolean answers(String host, int port) {
    try (Socket socket = new Socket(InetAddress.getByName(host), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts OpenSearch, says where it is and which process, and waits. */
  static final class Parent {
    public static void main(String[] arguments) throws Exception {
      SearchEndpoint endpoint = SearchEndpoint.start(Path.of(arguments[0]));
      System.out.println(endpoint.uri());
      List<ProcessHandle> children = ProcessHandle.current().children().toList();
      System.out.println(children.getFirst().pid());
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
