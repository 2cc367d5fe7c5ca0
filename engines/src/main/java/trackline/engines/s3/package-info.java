/** S3 on this machine: S3Proxy over a folder. */
@NullMarked
package trackline.engines.s3;

import org.jspecify.annotations.NullMarked;
