package trackline.engines.dynamodb;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;
import trackline.engines.server.Loopback;
import trackline.engines.server.OwnHandler;
import trackline.loopback.OwnNames;

/**
 * DynamoDB with its streams, kept on disk and answering on the loopback address.
 *
 * <p>DynamoDB Local's own server listens on every interface, so that a connector of ours carries
 * its request handler. One database serves all regions and access keys.
 */
public final class DynamoDbEndpoint implements AutoCloseable {
  private final Server server;
  private final LocalDynamoDBServerHandler handler;
  private final URI uri;
  private final DynamoDbClient client;
  private final DynamoDbStreamsClient streams;
  private final List<DynamoDbClient> others = new CopyOnWriteArrayList<>();

  private DynamoDbEndpoint(
      Server server, LocalDynamoDBServerHandler handler, int port, String accessKeyId) {
    this.server = server;
    this.handler = handler;
    this.uri = Loopback.uri(port);
    this.client = Loopback.client(DynamoDbClient.builder(), uri, accessKeyId).build();
    this.streams = Loopback.client(DynamoDbStreamsClient.builder(), uri).build();
  }

  /** Opens the database under a folder, on a port or, with 0, on a free one. */
  public static DynamoDbEndpoint start(Path folder, int port) throws IOException {
    return start(folder, port, OwnNames.LOOPBACK);
  }

  /**
   * Opens the database as {@link #start(Path, int)} does, for those who ask by one of the names.
   */
  public static DynamoDbEndpoint start(Path folder, int port, OwnNames names) throws IOException {
    return start(folder, port, names, Loopback.ACCESS_KEY_ID, handler -> handler);
  }

  /**
   * Opens the database as {@link #start(Path, int)} does, with a listener.
   *
   * @param accessKeyId under which this endpoint's own client calls
   * @param listener hears of each call before its caller has the answer
   */
  public static DynamoDbEndpoint start(
      Path folder, int port, String accessKeyId, CallListener listener, Clock clock)
      throws IOException {
    return start(folder, port, OwnNames.LOOPBACK, accessKeyId, listener, clock);
  }

  /** Opens the database with a listener, for those who ask by one of the names. */
  public static DynamoDbEndpoint start(
      Path folder, int port, OwnNames names, String accessKeyId, CallListener listener, Clock clock)
      throws IOException {
    return start(
        folder,
        port,
        names,
        accessKeyId,
        handler -> new ListeningHandler(handler, listener, clock));
  }

  private static DynamoDbEndpoint start(
      Path folder, int port, OwnNames names, String accessKeyId, UnaryOperator<Handler> around)
      throws IOException {
    Files.createDirectories(folder);
    DynamoDbGrammar.load();
    LocalDynamoDBServerHandler handler =
        new LocalDynamoDBServerHandler(SqliteStore.open(folder), null);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost(Loopback.HOST);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new OwnHandler(around.apply(handler), names));
    try {
      server.start();
    } catch (Exception e) {
      handler.close();
      throw new IOException("DynamoDB cannot listen on port " + port, e);
    }
    return new DynamoDbEndpoint(server, handler, connector.getLocalPort(), accessKeyId);
  }

  public URI uri() {
    return uri;
  }

  public DynamoDbClient client() {
    return client;
  }

  /** A client that calls under an access key id of its own. */
  public DynamoDbClient client(String accessKeyId) {
    DynamoDbClient other = Loopback.client(DynamoDbClient.builder(), uri, accessKeyId).build();
    others.add(other);
    return other;
  }

  public DynamoDbStreamsClient streams() {
    return streams;
  }

  /** Makes every table anew, empty and with a new stream. */
  public void reset() {
    client.listTablesPaginator().tableNames().stream()
        .toList()
        .forEach(name -> Tables.recreate(client, name));
  }

  @Override
  public void close() {
    client.close();
    others.forEach(DynamoDbClient::close);
    streams.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB did not stop", e);
    } finally {
      handler.close();
    }
  }
}
