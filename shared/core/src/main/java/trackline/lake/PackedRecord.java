package trackline.lake;

import java.util.List;

/**
 * One record of a delivery stream: whole lines, one after the other.
 *
 * @param data the lines' bytes
 * @param lines the places of its lines in the list that was packed, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: packed, sent and gone
public record PackedRecord(byte[] data, List<Integer> lines) {}
