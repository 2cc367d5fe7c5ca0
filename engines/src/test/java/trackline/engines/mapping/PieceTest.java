package trackline.engines.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PieceTest {
  @Test
  void knowsItsEnds() {
    Piece piece = Entries.piece(3);

    assertThat(piece.firstEntry().sequenceNumber()).isEqualTo("98");
    assertThat(piece.lastEntry().sequenceNumber()).isEqualTo("100");
  }

  @Test
  void countsItsAttempts() {
    Piece piece = Entries.piece(3).invoked().retried().invoked();

    assertThat(piece.invocations()).isEqualTo(2);
    assertThat(piece.retries()).isEqualTo(1);
    assertThat(Entries.numbers(piece)).containsExactly("98", "99", "100");
  }

  /** The attempts before a split count for its parts. */
  @Test
  void partsHaveTheAttemptsOfTheWhole() {
    Piece piece = Entries.piece(3).invoked().retried();

    assertThat(piece.upTo(1)).isEqualTo(new Piece(piece.entries().subList(0, 1), 1, 1));
    assertThat(piece.from(1)).isEqualTo(new Piece(piece.entries().subList(1, 3), 1, 1));
  }
}
