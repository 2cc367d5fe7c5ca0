package trackline.cli;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** What a stack on AWS says of itself. */
final class StackOutputs {
  private StackOutputs() {}

  /**
   * The value of a stack's output.
   *
   * @param advice what to do where the stack has none of this name
   */
  static String of(String stack, String name, Options.Account account, String advice) {
    try (CloudFormationClient stacks =
        account
            .onAws(CloudFormationClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      return stacks.describeStacks(request -> request.stackName(stack)).stacks().stream()
          .flatMap(found -> found.outputs().stream())
          .filter(output -> output.outputKey().equals(name))
          .map(output -> output.outputValue())
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandFailure(
                      "The stack " + stack + " has no output " + name + ".", advice));
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }
}
