package trackline.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

final class DynamoDbEndpointTest extends DynamoDbContract {
  @TempDir Path folder;
  private DynamoDbEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    endpoint = DynamoDbEndpoint.start(folder, 0);
    EventTables.create(client());
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Override
  DynamoDbClient client() {
    return endpoint.client();
  }

  @Test
  void keepsItemsOverARestart() throws IOException {
    EventTables.put(client(), "a");
    endpoint.close();
    endpoint = DynamoDbEndpoint.start(folder, 0);

    assertThat(EventTables.keys(client())).containsExactly("a");
  }

  @Test
  void answersOnTheLoopbackAddressOnly() throws IOException {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        assertThat(isOpen(address)).isEqualTo(address.equals(InetAddress.getLoopbackAddress()));
      }
    }
  }

  @Test
  void aResetLeavesEmptyTablesWithANewStream() {
    EventTables.put(client(), "a");
    String stream = EventTables.streamArn(client());

    endpoint.reset();

    assertThat(EventTables.keys(client())).isEmpty();
    assertThat(EventTables.streamArn(client())).isNotEqualTo(stream);
  }

  @Test
  void keepsWhatItAcknowledgedOverAKill(@TempDir Path data) throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (Child child = new Child(Writer.class, data)) {
      while (acknowledged.size() < 50) {
        acknowledged.add(child.line());
      }
      acknowledged.addAll(child.kill());
    }
    try (DynamoDbEndpoint again = DynamoDbEndpoint.start(data, 0)) {
      assertThat(EventTables.keys(again.client())).containsAll(acknowledged);
    }
  }

  /** Puts items for ever, and prints the key of each after it is acknowledged. */
  static final class Writer {
    public static void main(String[] arguments) throws IOException {
      DynamoDbEndpoint endpoint = DynamoDbEndpoint.start(Path.of(arguments[0]), 0);
      EventTables.create(endpoint.client());
      for (int i = 0; ; i++) {
        String key = "key-%06d".formatted(i);
        EventTables.put(endpoint.client(), key);
        System.out.println(key);
      }
    }
  }

  private boolean isOpen(InetAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, endpoint.uri().getPort()), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
