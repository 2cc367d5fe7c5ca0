package trackline.engines.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;

/** A delivery stream that takes everything, and keeps the lines. */
public final class LakeInMemory implements FirehoseClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> lines = new ArrayList<>();

  /** The ids of the items, from each line's properties. */
  public List<String> items() {
    return lines.stream()
        .map(line -> read(read(line).path("properties").asText()))
        .map(properties -> properties.path("keys").path("id").asText())
        .toList();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public PutRecordBatchResponse putRecordBatch(PutRecordBatchRequest request) {
    request.records().forEach(record -> record.data().asUtf8String().lines().forEach(lines::add));
    return PutRecordBatchResponse.builder()
        .failedPutCount(0)
        .requestResponses(
            request.records().stream()
                .map(_ -> PutRecordBatchResponseEntry.builder().recordId("r").build())
                .toList())
        .build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
