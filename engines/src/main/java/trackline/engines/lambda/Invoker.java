package trackline.engines.lambda;

/** A function as its runtime runs it: an event's bytes in, an answer's bytes out. */
@FunctionalInterface
public interface Invoker {
  /** Throws what the handler throws, which is the function's error. */
  byte[] invoke(byte[] event) throws Exception;
}
