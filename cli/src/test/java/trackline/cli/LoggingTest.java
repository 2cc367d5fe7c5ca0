package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLoggerFactory;

final class LoggingTest {

  /** An API of another version than the provider's finds none, and drops every warning. */
  @Test
  void warningsReachTheTerminal() {
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(SimpleLoggerFactory.class);
  }
}
