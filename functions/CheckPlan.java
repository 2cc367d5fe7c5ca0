import trackline.intake.AddressPolicy;
import trackline.intake.Intake;

/**
 * Refuses an artifact whose tracking plan cannot be used, before it is deployed. Run from its
 * source, with the artifact's jars as the class path.
 */
final class CheckPlan {
  private CheckPlan() {}

  public static void main(String[] arguments) {
    try {
      Intake _ = Intake.load("default", AddressPolicy.WHOLE);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
