/** The promise of delivery under faults: nothing lost, nothing counted twice. */
@org.jspecify.annotations.NullUnmarked
package trackline.tests.faults;
