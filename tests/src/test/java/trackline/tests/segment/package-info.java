/** Segment's clients and its webhook at the doors that are made for them. */
@org.jspecify.annotations.NullUnmarked
package trackline.tests.segment;
