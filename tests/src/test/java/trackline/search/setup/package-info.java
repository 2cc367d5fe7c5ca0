/** What lets the tests of the whole set up a search domain in a time of their own. */
@org.jspecify.annotations.NullUnmarked
package trackline.search.setup;
