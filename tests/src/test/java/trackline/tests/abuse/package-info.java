/** What strangers and holders of keys may not do. */
@org.jspecify.annotations.NullUnmarked
package trackline.tests.abuse;
