package trackline.attach;

import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import trackline.time.Deadline;

/**
 * Lets no call of AWS begin after a deadline, whichever of them it is: what comes after the
 * deadline is kept for the answer.
 */
final class InTime implements ExecutionInterceptor {
  private static final ScopedValue<Deadline> DEADLINE = ScopedValue.newInstance();

  /** Does work whose calls begin before a deadline. */
  static <T> T before(Deadline deadline, Supplier<T> work) {
    return ScopedValue.where(DEADLINE, deadline).call(work::get);
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    if (DEADLINE.isBound() && !DEADLINE.get().allows(Duration.ZERO)) {
      throw SdkClientException.create("the time of this run is up");
    }
  }
}
