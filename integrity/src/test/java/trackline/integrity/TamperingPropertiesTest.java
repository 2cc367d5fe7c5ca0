package trackline.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import trackline.engines.kit.SomeTrail;

/** Whatever is done to one file of a trail, the check names that file. */
final class TamperingPropertiesTest {

  private static final SomeTrail TRAIL =
      new SomeTrail("", "us-east-2", "my-trail").hours(1).hour(0).hours(1).hour(1);
  private static final List<String> KEYS = List.copyOf(TRAIL.files().keySet());

  /** What is done to the file of a number, in the manner of another number. */
  record Deed(Kind kind, int file, int detail) {
    enum Kind {
      FLIP,
      DELETE,
      TRUNCATE,
      RENAME,
      COPY,
      SWAP
    }

    String key() {
      return KEYS.get(file);
    }

    NavigableMap<String, byte[]> done() {
      NavigableMap<String, byte[]> files = new TreeMap<>(TRAIL.files());
      byte[] content = files.getOrDefault(key(), new byte[0]).clone();
      switch (kind) {
        case FLIP -> {
          content[detail % content.length] ^= (byte) (1 << detail % 8);
          files.put(key(), content);
        }
        case DELETE -> files.remove(key());
        case TRUNCATE -> files.put(key(), Arrays.copyOf(content, detail % content.length));
        case RENAME -> files.put(renamed(), files.remove(key()));
        case COPY -> files.put(renamed(), content);
        case SWAP -> {
          files.put(key(), files.getOrDefault(other(), content));
          files.put(other(), content);
        }
      }
      return files;
    }

    String other() {
      return KEYS.get((file + 1 + detail % (KEYS.size() - 1)) % KEYS.size());
    }

    /** Another name in the same folder: of a log file, a digest, a later digest, or of neither. */
    String renamed() {
      String name =
          switch (detail % 3) {
            case 0 -> key().replaceAll("(\\d)(_?[^_/]*)$", "9$2").replace("99", "98");
            case 1 -> key().replace(".json.gz", ".gz");
            default -> key().replace("31Z", "32Z").replace("_0000", "_Z000");
          };
      return name.equals(key()) ? key() + ".bak" : name;
    }
  }

  /** The trail's files in memory. */
  record Memory(NavigableMap<String, byte[]> files) implements TrailFiles {
    @Override
    public Optional<String> bucket() {
      return Optional.of(SomeTrail.BUCKET);
    }

    @Override
    public List<String> folders(String folder) {
      return keys(folder).stream()
          .map(key -> key.substring(folder.length()))
          .filter(rest -> rest.contains("/"))
          .map(rest -> rest.substring(0, rest.indexOf('/')))
          .distinct()
          .toList();
    }

    @Override
    public List<String> keys(String folder) {
      return files.keySet().stream().filter(key -> key.startsWith(folder)).toList();
    }

    @Override
    public Optional<InputStream> open(String bucket, String key) {
      return Optional.ofNullable(files.get(key)).map(ByteArrayInputStream::new);
    }

    @Override
    public Optional<String> signature(String key) {
      return Optional.ofNullable(TRAIL.signatures().get(key));
    }

    @Override
    public String name(String key) {
      return key;
    }
  }

  @Provide
  Arbitrary<Deed> deeds() {
    return Combinators.combine(
            Arbitraries.of(Deed.Kind.class),
            Arbitraries.integers().between(0, KEYS.size() - 1),
            Arbitraries.integers().between(0, 2_000))
        .as(Deed::new);
  }

  @Property(tries = 2_000)
  void oneChangeIsFoundAndNamed(@ForAll("deeds") Deed deed) throws Exception {
    NavigableMap<String, byte[]> files = deed.done();

    TrailReport report = check(files);

    if (reads(files).equals(reads(TRAIL.files()))) {
      // A byte of gzip's own header: the content is the same, as its hash is.
      assertThat(deed.kind()).isEqualTo(Deed.Kind.FLIP);
      assertThat(report.isWhole()).isTrue();
    } else {
      assertThat(report.isWhole()).isFalse();
      assertThat(report.findings())
          .anyMatch(finding -> finding.kind().isFailure() && isAbout(finding, deed));
    }
  }

  /** Nothing names a digest that was the newest and is gone, but its hour is not vouched for. */
  private static boolean isAbout(Finding finding, Deed deed) {
    boolean newest = deed.key().equals(TRAIL.digest(3));
    return finding.file().equals(deed.key())
        || (deed.kind() == Deed.Kind.COPY && finding.file().equals(deed.renamed()))
        || (newest && finding.kind() == Finding.Kind.GAP && finding.detail().contains("Z to "));
  }

  private static TrailReport check(NavigableMap<String, byte[]> files)
      throws IOException, InterruptedException {
    Clock clock = Clock.fixed(TRAIL.end().plus(Duration.ofDays(1)), ZoneOffset.UTC);
    return new TrailCheck(new Memory(files), SomeTrail::publicKey, clock, word -> {})
        .check(
            new TrailCheck.Scope(
                new Stretch(SomeTrail.START, TRAIL.end()), "", Set.of(), Set.of()));
  }

  /** The contents by their names, as another reader sees them; what it cannot read differs. */
  private static NavigableMap<String, String> reads(NavigableMap<String, byte[]> files) {
    NavigableMap<String, String> contents = new TreeMap<>();
    files.forEach((key, content) -> contents.put(key, read(content)));
    return contents;
  }

  private static String read(byte[] content) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
