package trackline.engines.mapping;

/** What came of handing a piece to the function. */
sealed interface Outcome {
  /** The function took all of it. */
  record Success() implements Outcome {}

  /** The function took the records before this index. */
  record FailedFrom(int index) implements Outcome {}

  /** The function threw, or answered something that Lambda cannot read. */
  record Failure() implements Outcome {}
}
