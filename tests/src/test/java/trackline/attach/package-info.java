/** What lets the tests of the whole run attach in a time of their own. */
@org.jspecify.annotations.NullUnmarked
package trackline.attach;
