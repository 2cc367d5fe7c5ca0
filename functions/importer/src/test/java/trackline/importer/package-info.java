@org.jspecify.annotations.NullMarked
package trackline.importer;
