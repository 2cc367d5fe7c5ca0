/** The importer of the stack, on a real bucket and real tables. */
@org.jspecify.annotations.NullUnmarked
package trackline.tests.importer;
