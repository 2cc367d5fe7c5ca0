package trackline.engines.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final Set<String> KEYS = Set.of("Artist", "SongTitle");

  private static String redacted(String statement) {
    return Redaction.of(statement, table -> table.equals("Music") ? KEYS : Set.of());
  }

  /** The three statements that the documentation prints, with what they said before. */
  @Test
  void statementsLookAsTheDocumentationPrintsThem() {
    assertThat(
            redacted(
                "SELECT * FROM Music WHERE Artist = 'No One You Know' AND SongTitle = 'Call Me"
                    + " Today' AND nonKeyAttr = 'secret'"))
        .isEqualTo(
            "SELECT * FROM Music WHERE Artist = 'No One You Know' AND SongTitle = 'Call Me"
                + " Today' AND nonKeyAttr = ***(Redacted)");
    assertThat(
            redacted(
                "UPDATE Music SET Album = 'secret' WHERE Artist = 'No One You Know' AND SongTitle ="
                    + " 'Call Me Today'"))
        .isEqualTo(
            "UPDATE Music SET Album = ***(Redacted) WHERE Artist = 'No One You Know' AND SongTitle"
                + " = 'Call Me Today'");
    assertThat(
            redacted(
                "INSERT INTO Music VALUE {'Artist' : 'a', 'SongTitle' : 'b', 'Album' : 'secret'}"))
        .isEqualTo(
            "INSERT INTO Music VALUE {'Artist' : ***(Redacted), 'SongTitle' : ***(Redacted),"
                + " 'Album' : ***(Redacted)}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM Music WHERE x.Artist = 'secret'",
        "SELECT * FROM Music WHERE 'secret' = Artist",
        "SELECT * FROM Music WHERE Artist IN ['secret', 'secret']",
        "SELECT * FROM Music WHERE Artist = ['secret']",
        "SELECT * FROM Music WHERE begins_with(Artist, 'secret')",
        "SELECT * FROM Other WHERE Artist = 'secret'",
        "SELECT * FROM Music WHERE artist = 'secret'",
        "UPDATE Music SET Artist = 'secret'",
        "UPDATE Music SET Album = 'it''s secret' WHERE Artist = 'a'",
        "UPDATE Music SET Album = {'a': {'b': 'secret', 'c': <<'secret'>>}} WHERE Artist = 'a'",
        "INSERT INTO Music VALUE {'Artist': {'secret'}}",
        "DELETE FROM Music WHERE Artist = 'a' -- secret",
        "DELETE FROM Music /* secret */ WHERE Artist = 'a'",
        "DELETE FROM Music WHERE Album = `secret`",
        "DELETE FROM Music WHERE Album = 'secret",
      })
  void inDoubtAValueGoes(String statement) {
    assertThat(redacted(statement)).doesNotContain("secret").contains(Redaction.REDACTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT a[0] FROM Music WHERE Artist=?            | SELECT a[0] FROM Music WHERE Artist=?
          SELECT * FROM Music WHERE b IS NULL              | SELECT * FROM Music WHERE b IS NULL
          SELECT * FROM "Music"."i" WHERE "Artist" = 'x'   | SELECT * FROM "Music"."i" WHERE "Artist" = 'x'
          UPDATE Music SET a = -12.5e-3, b = true          | UPDATE Music SET a = -***(Redacted), b = ***(Redacted)
          """)
  void namesAndPlacesStay(String statement, String expected) {
    assertThat(redacted(statement)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /* secret */ DELETE FROM Music WHERE Artist=?     | ***(Redacted) DELETE FROM Music WHERE Artist=?
          DELETE /**/ FROM Music WHERE Artist = 'x'         | DELETE ***(Redacted) FROM Music WHERE Artist = 'x'
          /* a /* secret */ secret */ DELETE FROM Music     | ***(Redacted)
          DELETE FROM Music WHERE Artist = /* b */ 'secret' | DELETE FROM Music WHERE Artist = ***(Redacted) ***(Redacted)
          """)
  void aCommentGoesAndTheStatementStays(String statement, String expected) {
    assertThat(redacted(statement)).isEqualTo(expected);
  }

  @Test
  void aCommentEndsWithItsLine() {
    assertThat(redacted("-- secret\nDELETE FROM Music"))
        .isEqualTo("***(Redacted)\nDELETE FROM Music");
    assertThat(Redaction.table("-- secret\nDELETE FROM Music")).contains("Music");
  }

  @Test
  void aStatementOfManyQuotesIsRead() {
    assertThat(redacted("UPDATE Music SET a = '" + "''".repeat(100_000) + "'"))
        .isEqualTo("UPDATE Music SET a = ***(Redacted)");
  }
}
