#!/usr/bin/env bash
# Package:  com.segment.analytics.kotlin:core 1.27.0 (Maven Central), the SDK of Android apps too
# What:     an app sets apiHost to a collector of its own. Where the settings that the SDK asks for at its start, at cdnHost,
#           are answered 404 (a proxy that knows events only), the SDK's defaults take apiHost's place: the app's events go
#           to the vendor's host, and nothing is said to the app. Settings that name no apiHost leave the app's alone.
# Seen:     settings 404: events to api.segment.io/v1/b
#           settings without an apiHost: events to collector.example/v1/b
#           settings with an apiHost: events to settings.example/v1/b
# Exit:     0 while this is so, 1 when it has changed. Needs Maven and a JDK. Nothing leaves this machine: each request is
#           made to a server in the script, whatever its URL says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.segment.analytics.kotlin</groupId>
      <artifactId>core</artifactId>
      <version>1.27.0</version>
    </dependency>
  </dependencies>
</project>
POM
cat >Finding.java <<'JAVA'
import com.segment.analytics.kotlin.core.RequestFactory;
import com.segment.analytics.kotlin.core.Telemetry;
import com.segment.analytics.kotlin.core.compat.ConfigurationBuilder;
import com.segment.analytics.kotlin.core.compat.JavaAnalytics;
import com.segment.analytics.kotlin.core.utilities.InMemoryStorageProvider;
import com.sun.net.httpserver.HttpServer;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class Finding {
  public static void main(String[] arguments) throws Exception {
    Telemetry.INSTANCE.setEnable(false);
    run(arguments[0], Integer.parseInt(arguments[1]), arguments[2]);
    System.exit(0);
  }

  static void run(String name, int status, String host) throws Exception {
    byte[] settings =
        ("{\"integrations\":{\"Segment.io\":{\"apiKey\":\"key\"" + host + "}},\"metrics\":{\"sampleRate\":0}}")
            .getBytes();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean events = exchange.getRequestMethod().equals("POST");
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(events ? 200 : status, settings.length);
          exchange.getResponseBody().write(settings);
          exchange.close();
        });
    server.start();
    LinkedBlockingQueue<String> batches = new LinkedBlockingQueue<>();
    RequestFactory factory =
        new RequestFactory() {
          @Override
          public HttpURLConnection openConnection(String url) {
            URI wanted = URI.create(url);
            if (wanted.getPath().endsWith("/b")) {
              batches.add(wanted.getAuthority() + wanted.getPath());
            }
            return super.openConnection(
                "http://127.0.0.1:" + server.getAddress().getPort() + wanted.getPath());
          }
        };
    var configuration =
        new ConfigurationBuilder("key")
            .setApplication("app")
            .setApiHost("collector.example/v1")
            .setCdnHost("collector.example/v1")
            .setRequestFactory(factory)
            .setFlushAt(1)
            .build();
    configuration.setStorageProvider(new InMemoryStorageProvider());
    new JavaAnalytics(configuration).track("Order Completed");
    System.out.println(name + ": events to " + batches.poll(30, TimeUnit.SECONDS));
    server.stop(0);
  }
}
JAVA
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib
mkdir classes
javac -cp 'lib/*' -d classes Finding.java
{
  java -cp 'classes:lib/*' Finding 'settings 404' 404 ''
  java -cp 'classes:lib/*' Finding 'settings without an apiHost' 200 ''
  java -cp 'classes:lib/*' Finding 'settings with an apiHost' 200 ',"apiHost":"settings.example/v1"'
} 2>/dev/null | grep ': events to ' | tee seen
cat >expected <<'SEEN'
settings 404: events to api.segment.io/v1/b
settings without an apiHost: events to collector.example/v1/b
settings with an apiHost: events to settings.example/v1/b
SEEN
diff expected seen
