package trackline.ingest;

import trackline.http.HttpExchange;
import trackline.http.Methods;

/** The way of a request to one of the doors, whose method has been checked. */
interface DoorRoute extends HttpExchange.Route {
  /** The methods that the door's path takes. */
  Methods methods();
}
