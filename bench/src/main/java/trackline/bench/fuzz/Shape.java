package trackline.bench.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** The kinds of hostility: each makes requests of its own from good ones. */
enum Shape {
  /** None: what must be taken, among all the rest. */
  SOUND(true) {
    @Override
    Request make(Source source, Door door) {
      return source.good(this, door);
    }
  },

  /** Bodies with tokens that are too deep, too long, too many, doubled, or none. */
  TOKENS(true) {
    @Override
    Request make(Source source, Door door) {
      String text = new Hostile(source).mutated(source.text(door).json());
      return bodied(source, door, text.getBytes(UTF_8));
    }
  },

  /** Batches of thousands of small things, with much around them. */
  MANY(true) {
    private static final int LONGEST_AGENT = 8_000;
    private static final int LONGEST_CONTEXT = 100_000;

    @Override
    Request make(Source source, Door door) {
      String element = source.chance(30) ? new Hostile(source).token() : source.pick(ELEMENTS);
      int most = Math.min(door.form().most() + 1, 900_000 / (element.length() + 1));
      int count = source.size(Math.max(2, most));
      String agent = "a".repeat(source.size(LONGEST_AGENT));
      String context = context(source, door);
      String text = Source.frame(door, Collections.nCopies(count, element));
      Request request =
          bodied(
              source, door, (context + text.substring(context.isEmpty() ? 0 : 1)).getBytes(UTF_8));
      List<String> head = new ArrayList<>(request.head());
      head.set(2, "User-Agent: " + agent);
      // What a batch says once is stored with each of its events, within the door's limit.
      int shared = count * (context.length() + agent.length());
      return request.with(head, request.body()).weighing(request.body().length + shared);
    }

    // What a batch says once for all its messages, before these.
    private static String context(Source source, Door door) {
      return door.form() == Door.Form.BATCH && source.chance(50)
          ? "{\"context\":{\"x\":\"" + "c".repeat(source.size(LONGEST_CONTEXT)) + "\"},"
          : "";
    }
  },

  /** Bodies with bytes changed, cut out or put in. */
  BYTES(true) {
    @Override
    Request make(Source source, Door door) {
      return bodied(source, door, changed(source, source.text(door).json().getBytes(UTF_8)));
    }
  },

  /** Lines, documents one after the other, other encodings. */
  LINES(true) {
    @Override
    Request make(Source source, Door door) {
      String text = source.text(door).json();
      String between =
          source.pick(List.of("\n", "\r\n", "", " ", "\u2028", "\u0000", ",", "\u001e"));
      String lines = String.join(between, Collections.nCopies(1 + source.size(200), text));
      byte[] body =
          source.chance(20)
              ? text.getBytes(source.pick(List.of(UTF_16, ISO_8859_1)))
              : (source.pick(List.of("", "\ufeff", " \n", "[")) + lines).getBytes(UTF_8);
      return bodied(source, door, body);
    }
  },

  /** Bodies in gzip: whole, torn, joined, with a tail, and small ones that become large. */
  GZIP(true) {
    private static final int LARGEST = 8_000_000;

    @Override
    Request make(Source source, Door door) {
      byte[] text = source.text(door).json().getBytes(UTF_8);
      byte[] plain = source.chance(30) ? bomb(source, text) : text;
      byte[] gzip = torn(source, gzip(plain));
      Request request = bodied(source, door, gzip).weighing(Math.min(plain.length, LARGEST));
      List<String> head = new ArrayList<>(request.head());
      if (source.chance(80)) {
        head.add(
            "Content-Encoding: "
                + source.pick(
                    List.of("gzip", "gzip", "x-gzip", "GZIP", "gzip, gzip", "br", "deflate", "")));
      }
      int weight = request.weight();
      return request.with(head, request.body()).weighing(weight);
    }

    private static byte[] bomb(Source source, byte[] text) {
      byte[] bomb = new byte[source.size(LARGEST)];
      Arrays.fill(bomb, (byte) (source.chance(50) ? ' ' : '['));
      System.arraycopy(text, 0, bomb, 0, Math.min(text.length, bomb.length));
      return bomb;
    }

    private static byte[] torn(Source source, byte[] gzip) {
      return switch (source.random().nextInt(6)) {
        case 0 -> Arrays.copyOf(gzip, source.random().nextInt(gzip.length));
        case 1 -> changed(source, gzip);
        case 2 -> joined(gzip, gzip);
        case 3 -> gzip(gzip);
        default -> gzip;
      };
    }
  },

  /** Headers by the hundred, long, doubled, without names or values. */
  HEADERS(false) {
    private static final List<String> NAMES =
        List.of(
            "Content-Type",
            "Content-Encoding",
            "X-Signature",
            "Cookie",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "Expect",
            "User-Agent",
            "Accept",
            "Range",
            "Connection",
            "Upgrade",
            "Content-Length",
            "Host",
            "x-x",
            "",
            " ",
            "é",
            "a b",
            "Authorization",
            "Via",
            "TE",
            "Trailer");
    private static final List<String> VALUES =
        List.of(
            "application/json",
            "application/json; charset=utf-16",
            "text/plain",
            "100-continue",
            "gzip",
            "identity",
            "0",
            "-1",
            "9999999999999",
            "7",
            "websocket",
            "close",
            "bytes=0-1",
            "127.0.0.1",
            "",
            "\u0000",
            "\"",
            "a=b; c=d",
            "multipart/form-data; boundary=x",
            "\r\n x",
            "*/*",
            "application/json;;=");

    @Override
    Request make(Source source, Door door) {
      Request request = source.good(this, door);
      List<String> head = new ArrayList<>(request.head());
      for (int i = source.size(source.chance(10) ? 400 : 6); i > 0; i--) {
        String value =
            source.chance(15) ? hostile(source).runOf(RUNS, 100_000) : source.pick(VALUES);
        String line = source.pick(NAMES) + source.pick(List.of(": ", ":", "", " : ")) + value;
        head.add(1 + source.random().nextInt(head.size()), line);
      }
      return request.with(head, request.body());
    }
  },

  /** Keys in every form that is none. */
  KEYS(true) {
    private static final List<String> FORMS =
        List.of(
            "Bearer",
            "Bearer ",
            "bearer local-write",
            "Bearer  local-write",
            "Bearer local-write,x",
            "Basic",
            "Basic !!!",
            "Basic Og==",
            "Basic bG9jYWwtd3JpdGU6",
            "Basic bG9jYWwtd3JpdGU",
            "Digest a",
            "Bearer local-read",
            "Bearer local-audit",
            "Bearer local-segment",
            "Bearer local-write ",
            "local-write",
            "Bearer é",
            "Basic /////w==",
            "");

    @Override
    Request make(Source source, Door door) {
      Request request = source.good(this, door);
      List<String> head = new ArrayList<>(request.head());
      head.removeIf(line -> line.startsWith("Authorization") || line.startsWith("X-Signature"));
      for (int i = source.random().nextInt(3); i > 0; i--) {
        String value =
            source.chance(30)
                ? source.pick(List.of("Bearer ", "Basic ")) + hostile(source).runOf(RUNS, 100_000)
                : source.pick(FORMS);
        head.add("Authorization: " + value);
      }
      return request.with(head, request.body());
    }
  },

  /** Hosts, origins, preflights, and tags of earlier answers. */
  ORIGINS(true) {
    private static final List<String> ORIGINS =
        List.of(
            "http://localhost",
            "http://localhost:1",
            "https://evil.example",
            "null",
            "",
            "file://",
            "http://",
            "http://localhost.evil.example",
            "http://127.0.0.1",
            "http://[::1]",
            "http://localhost\u0000",
            "a",
            "http://LOCALHOST",
            "http://localhost/x");
    private static final List<String> HOSTS =
        List.of(
            "localhost",
            "localhost:80",
            "127.0.0.1",
            "[::1]",
            "evil.example",
            "",
            "localhost:x",
            "a,b",
            "localhost.",
            "LOCALHOST",
            "[::1",
            "0",
            "x.execute-api.us-east-1.amazonaws.com",
            "x.lambda-url.on.aws");

    @Override
    Request make(Source source, Door door) {
      Request request = source.good(this, door);
      List<String> head = new ArrayList<>(request.head());
      if (source.chance(40)) {
        head.set(1, "Host: " + source.pick(HOSTS));
      }
      head.add(
          "Origin: "
              + (source.chance(20)
                  ? "http://" + hostile(source).runOf(RUNS, 50_000)
                  : source.pick(ORIGINS)));
      if (source.chance(30)) {
        head.set(0, "OPTIONS " + door.target() + " HTTP/1.1");
        head.add(
            "Access-Control-Request-Method: "
                + source.pick(List.of("POST", "GET", "", "é", "post")));
        head.add("Access-Control-Request-Headers: " + hostile(source).runOf(RUNS, 50_000));
      }
      head.add(
          "If-None-Match: "
              + source.pick(List.of("*", "\"\"", "W/\"a\"", "\"a\", \"b\"", "a", ",,,,")));
      return request.with(head, request.body());
    }
  },

  /** Paths that are escaped, climbing, long, or in other characters. */
  PATHS(false) {
    private static final List<String> STEPS =
        List.of(
            "..",
            ".",
            "%2e%2e",
            "%2f",
            "%5c",
            "%00",
            "%ff",
            "%c0%af",
            "%",
            "%zz",
            "é",
            "😀",
            "%F0%9F%98%80",
            "+",
            "%2B",
            ";a=b",
            "//",
            "*",
            "%0d%0a",
            "%3f",
            "%23",
            "a%20b",
            "{user_id}",
            "$default",
            "events",
            "v1");
    private static final List<String> METHODS =
        List.of(
            "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "X",
            "CONNECT");

    @Override
    Request make(Source source, Door door) {
      Request request = source.good(this, door);
      List<String> steps = new ArrayList<>(List.of(door.path().split("/", -1)));
      for (int i = 1 + source.size(source.chance(10) ? 500 : 4); i > 0; i--) {
        String step = source.chance(10) ? hostile(source).runOf(RUNS, 50_000) : source.pick(STEPS);
        steps.add(source.random().nextInt(steps.size() + 1), step);
      }
      List<String> head = new ArrayList<>(request.head());
      String method = source.chance(30) ? source.pick(METHODS) : door.method();
      head.set(0, method + " " + String.join("/", steps) + " HTTP/1.1");
      return request.with(head, request.body());
    }
  },

  /** Parameters that are unknown, doubled, long, broken, or somebody else's cursor. */
  QUERIES(false) {
    private static final List<String> NAMES =
        List.of(
            "limit",
            "event_type",
            "person",
            "before",
            "user_id",
            "from",
            "to",
            "engine",
            "principal",
            "key",
            "key_name",
            "dry_run",
            "writeKey",
            "data",
            "userId",
            "event",
            "type",
            "a",
            "",
            "%41",
            "x%00",
            "table",
            "bucket");
    private static final List<String> VALUES =
        List.of(
            "0",
            "-1",
            "1000",
            "1000000000",
            "login",
            "true",
            "false",
            "TRUE",
            "2026-01-01",
            "2026-02-30",
            "9999-12-31",
            "0000-00-00",
            "logs",
            "athena",
            "local-write",
            "local-read",
            "%00",
            "%ff",
            "%",
            "%zz",
            "'",
            "..%2f",
            "e30",
            "e30=",
            "AAAA",
            "u1",
            "%F0%9F%98%80",
            "1%0d%0a",
            "2026-11-20T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "");

    @Override
    Request make(Source source, Door door) {
      Request request = source.good(this, door);
      StringBuilder query = new StringBuilder(source.chance(50) ? door.query() : "");
      for (int i = 1 + source.size(source.chance(10) ? 3_000 : 5); i > 0; i--) {
        String value =
            source.chance(10) ? hostile(source).runOf(RUNS, 50_000) : source.pick(VALUES);
        query.append('&').append(source.pick(NAMES)).append('=').append(value);
      }
      List<String> head = new ArrayList<>(request.head());
      head.set(0, door.method() + " " + door.path() + "?" + query + " HTTP/1.1");
      return request.with(head, request.body());
    }
  },

  /** Bodies in chunks, of which some are no chunks. */
  CHUNKS(false) {
    @Override
    Request make(Source source, Door door) {
      Request request = source.good(this, door);
      List<String> head = new ArrayList<>(request.head());
      head.add(
          "Transfer-Encoding: "
              + source.pick(List.of("chunked", "chunked", "Chunked", "gzip, chunked", "x")));
      if (source.chance(20)) {
        head.add("Content-Length: " + source.size(1_000));
      }
      String text = new String(request.body(), ISO_8859_1);
      StringBuilder chunks = new StringBuilder();
      int size = 1 + source.size(Math.max(2, text.length()));
      for (int at = 0; at < text.length(); at += size) {
        String piece = text.substring(at, Math.min(text.length(), at + size));
        chunks.append(length(source, piece.length())).append("\r\n").append(piece).append("\r\n");
      }
      chunks.append(
          source.pick(
              List.of("0\r\n\r\n", "0\r\nX: y\r\n\r\n", "", "00000\r\n\r\n", "-1\r\n\r\n")));
      return request.with(head, chunks.toString().getBytes(ISO_8859_1));
    }

    private static String length(Source source, int length) {
      String hex = Integer.toHexString(length);
      return source.chance(95)
          ? hex
          : source.pick(
              List.of(
                  "",
                  "-1",
                  "ffffffff",
                  "7fffffffffffffff",
                  "zz",
                  hex + ";a=b",
                  " " + hex,
                  "0x" + hex));
    }
  },

  /** Several requests at once in one connection. */
  PIPELINE(false) {
    @Override
    Request make(Source source, Door door) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 2 + source.random().nextInt(4); i > 0; i--) {
        Request one = source.pick(List.of(SOUND, TOKENS, KEYS)).make(source, door);
        all.writeBytes(one.bytes());
      }
      return Request.of(this, door, List.of(), all.toByteArray(), Set.of());
    }
  },

  /** Whole requests with bytes changed, cut out or put in, the request line among them. */
  RAW(false) {
    private static final List<String> STARTS =
        List.of(
            "GET / HTTP/9.9\r\n\r\n",
            "GET\r\n\r\n",
            "\r\n\r\n",
            " / HTTP/1.1\r\n\r\n",
            "GET http://evil.example/ HTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u0016\u0003\u0001",
            "GET / HTTP/1.1\nHost: localhost\n\n",
            "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET /a b HTTP/1.1\r\n\r\n",
            "GET ?x HTTP/1.1\r\n\r\n",
            "GET // HTTP/1.1\r\nHost: localhost\r\n\r\n");

    @Override
    Request make(Source source, Door door) {
      byte[] bytes =
          source.chance(20)
              ? (source.pick(STARTS) + hostile(source).runOf(RUNS, 500_000)).getBytes(UTF_8)
              : changed(source, source.good(this, door).bytes());
      return Request.of(this, door, List.of(), bytes, Set.of());
    }
  },

  /** Requests in pieces with a pause between them, of which some never end. */
  SLOW(false) {
    @Override
    Request make(Source source, Door door) {
      byte[] bytes = source.good(this, door).bytes();
      int length = source.chance(50) ? bytes.length : 1 + source.random().nextInt(bytes.length);
      return Request.of(this, door, List.of(), Arrays.copyOf(bytes, length), Set.of());
    }
  };

  private static final List<String> RUNS =
      List.of(
          "a", "a.", "é", ",", ";", " ", "=", "%41", "\t", "\"", "a, ", "../", "Ojo6", "\\",
          "a=b&");

  private static final List<String> ELEMENTS =
      List.of(
          "0",
          "{}",
          "",
          "null",
          "[]",
          "{\"a\":NaN}",
          "\"\u0001\"",
          "{\"user_id\":\"u\",\"event_type\":\"page\"}",
          "{\"userId\":\"u\",\"type\":\"page\"}",
          "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"e\",\"context\":{}}",
          "{\"user_id\":\"u\",\"event_type\":\"nope\",\"a\":{\"b\":[1,2,3]}}");

  private final boolean keepsHttp;

  Shape(boolean keepsHttp) {
    this.keepsHttp = keepsHttp;
  }

  /** Makes a request of this kind for a door, or one that was meant for it. */
  abstract Request make(Source source, Door door);

  /** Whether what it sends is HTTP in any case, and must be answered. */
  boolean keepsHttp() {
    return keepsHttp;
  }

  /** Whether it is the body that is hostile, so that a door without one is none for it. */
  boolean isOfBodies() {
    return switch (this) {
      case TOKENS, MANY, BYTES, LINES, GZIP, CHUNKS -> true;
      default -> false;
    };
  }

  private static Hostile hostile(Source source) {
    return new Hostile(source);
  }

  Request bodied(Source source, Door door, byte[] body) {
    return source.request(this, door, body, Set.of());
  }

  private static byte[] changed(Source source, byte[] bytes) {
    byte[] changed = bytes;
    for (int i = 1 + source.size(8); i > 0; i--) {
      int from = source.random().nextInt(changed.length + 1);
      int to = Math.min(changed.length, from + source.random().nextInt(20));
      byte[] put = new byte[source.random().nextInt(8)];
      source.random().nextBytes(put);
      changed =
          joined(
              joined(Arrays.copyOf(changed, from), put),
              Arrays.copyOfRange(changed, source.chance(50) ? from : to, changed.length));
    }
    return changed;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
