package trackline.fake;

import org.jspecify.annotations.Nullable;

/** A page of the shop as a visitor sees it: its name, its path and where the visitor came from. */
record FakePage(String name, String path, @Nullable String referrer) {

  /** example.com belongs to nobody. */
  static final String HOST = "https://shop.example.com";

  String url() {
    return HOST + path;
  }
}
