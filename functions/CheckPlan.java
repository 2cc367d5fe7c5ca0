import trackline.intake.AddressPolicy;
import trackline.intake.Intake;

/**
 * Refuses an artifact whose tracking plan cannot be used, before it is deployed, and warns of what
 * in it may fail to judge an event. Run from its source, with the artifact's jars as the class path.
 */
final class CheckPlan {
  private CheckPlan() {}

  public static void main(String[] arguments) {
    try {
      Intake intake = Intake.load("default", AddressPolicy.WHOLE);
      intake.warnings().forEach(warning -> System.err.println("The tracking plan: " + warning));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
