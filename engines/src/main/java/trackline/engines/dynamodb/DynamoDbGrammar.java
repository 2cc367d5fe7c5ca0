package trackline.engines.dynamodb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * DynamoDB Local's grammar was made by an older ANTLR than Trino's, whose runtime reads both, and
 * says at each class of the older one that the versions differ. So they are loaded once, before
 * anything runs, with the console closed.
 */
final class DynamoDbGrammar {
  private DynamoDbGrammar() {}

  static void load() {
    PrintStream console = System.err;
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    try {
      Class.forName("com.amazon.dynamodb.grammar.DynamoDbGrammarLexer");
      Class.forName("com.amazon.dynamodb.grammar.DynamoDbGrammarParser");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("DynamoDB Local has another grammar than it had", e);
    } finally {
      System.setErr(console);
    }
  }
}
