package trackline.engines.athena;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.athena.Answer.AnswerColumn;

/** The objects that Athena writes results to: CSV in the place that the workgroup names. */
public final class ResultFiles {
  private final S3Client s3;
  private final Map<String, String> locations;

  /** Takes where each workgroup has its results, as in {@code s3://BUCKET/PREFIX/}. */
  public ResultFiles(S3Client s3, Map<String, String> locations) {
    this.s3 = s3;
    this.locations = Map.copyOf(locations);
  }

  /** The object of a query's result; none where nobody says where it should be. */
  @Nullable String location(StartQueryExecutionRequest request, String id) {
    @Nullable String location =
        locations.get(request.workGroup() == null ? "" : request.workGroup());
    return location == null ? null : location + (location.endsWith("/") ? "" : "/") + id + ".csv";
  }

  void write(String location, Answer answer) {
    URI uri = URI.create(location);
    Stream<String> header =
        Stream.of(line(answer.columns().stream().map(AnswerColumn::name).toList()));
    String csv =
        Stream.concat(header, answer.rows().stream().map(ResultFiles::line))
            .collect(Collectors.joining());
    s3.putObject(
        r -> r.bucket(uri.getHost()).key(uri.getPath().substring(1)).contentType("text/csv"),
        RequestBody.fromString(csv));
  }

  /** Every value in quotes; NULL is nothing at all. */
  private static String line(List<? extends @Nullable String> values) {
    return values.stream()
        .map(value -> value == null ? "" : "\"" + value.replace("\"", "\"\"") + "\"")
        .collect(Collectors.joining(",", "", "\n"));
  }
}
