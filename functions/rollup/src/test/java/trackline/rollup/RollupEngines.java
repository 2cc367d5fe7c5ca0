package trackline.rollup;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoader;
import trackline.aws.NoExpectation;

/** DynamoDB in memory and S3 on plain files, both on the loopback address. */
final class RollupEngines {

  static final String BUCKET = "trackline-results";

  private final LocalDynamoDBServerHandler dynamoDbHandler;
  private final Server dynamoDbServer;
  private final DynamoDbClient dynamoDb;
  private final S3Proxy s3Proxy;
  private final S3Client s3;
  private final AtomicInteger tables = new AtomicInteger();

  RollupEngines(Path folder) throws Exception {
    this.dynamoDbHandler =
        new LocalDynamoDBServerHandler(
            new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
    this.dynamoDbServer = server(dynamoDbHandler);
    this.dynamoDb = client(DynamoDbClient.builder(), dynamoDbServer.getURI().getPort());
    this.s3Proxy = s3Proxy(folder);
    this.s3 =
        client(
            S3Client.builder()
                .forcePathStyle(true)
                .overrideConfiguration(
                    override -> override.addExecutionInterceptor(new NoExpectation())),
            s3Proxy.getPort());
    s3.createBucket(create -> create.bucket(BUCKET));
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  S3Client s3() {
    return s3;
  }

  /** The text of an object. */
  String object(String key) {
    return s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
  }

  void stop() throws Exception {
    dynamoDb.close();
    s3.close();
    dynamoDbServer.stop();
    dynamoDbHandler.close();
    s3Proxy.stop();
  }

  /** Makes a rollups table, and answers its name. */
  String createTable() {
    String name = "rollups-" + tables.incrementAndGet();
    dynamoDb.createTable(
        create ->
            create
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(
                    KeySchemaElement.builder().attributeName("name").keyType(KeyType.HASH).build())
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("name")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    return name;
  }

  private static S3Proxy s3Proxy(Path folder) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("jclouds.provider", "filesystem-nio2");
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
    properties.setProperty("s3proxy.authorization", "none");
    S3Proxy proxy =
        S3Proxy.Builder.fromProperties(properties)
            .blobStore(BlobStores.create("filesystem-nio2", properties))
            .build();
    proxy.start();
    return proxy;
  }

  private static Server server(LocalDynamoDBServerHandler handler) throws Exception {
    SQLiteLibraryLoader.initialize();
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server.setHandler((Handler) handler);
    server.start();
    return server;
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, int port) {
    return builder
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }
}
