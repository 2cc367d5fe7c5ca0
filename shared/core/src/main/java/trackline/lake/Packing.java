package trackline.lake;

import java.util.List;

/**
 * Lines made ready for a delivery stream.
 *
 * @param calls the records of each call, in the order of the lines
 * @param tooLarge the places of the lines that no record can hold, ascending
 */
public record Packing(List<List<PackedRecord>> calls, List<Integer> tooLarge) {}
