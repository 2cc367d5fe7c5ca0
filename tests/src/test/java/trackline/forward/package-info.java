/** What lets the tests of the whole run forward in a time of their own. */
@org.jspecify.annotations.NullUnmarked
package trackline.forward;
