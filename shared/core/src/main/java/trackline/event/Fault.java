package trackline.event;

/**
 * One thing that is wrong with what a client sent.
 *
 * @param pointer where, as a JSON pointer into the event or the name of a query parameter
 * @param detail what is wrong and what to do, without the value itself
 */
public record Fault(String pointer, String detail) {}
