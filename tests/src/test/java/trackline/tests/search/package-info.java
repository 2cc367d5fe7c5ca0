/** The walk from end to end, over HTTP, on the engines of {@code ./trackline local}. */
@org.jspecify.annotations.NullUnmarked
package trackline.tests.search;
