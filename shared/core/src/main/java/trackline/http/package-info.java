/** The front door's requests and answers, in the payload formats 2.0 and 1.0 of API Gateway. */
@NullMarked
package trackline.http;

import org.jspecify.annotations.NullMarked;
