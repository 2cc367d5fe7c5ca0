package trackline.tests.page;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The system's Chromium without a window, on a profile of its own. */
public final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String AXE = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  /** A headless browser says so, and is a bot then, whose events the rollups leave out. */
  private static final String OF_A_PERSON =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0"
          + " Safari/537.36";

  /** Its warnings are about developer tools of versions that nothing here uses. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;
  private final List<String> scripts = new ArrayList<>();

  public Browser() {
    SELENIUM.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(onPath("chromium", "chromium-browser", "google-chrome"));
    // No sandbox: builds often run as root, where Chromium refuses its sandbox. The rest keeps the
    // browser from calling its maker.
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-agent=" + OF_A_PERSON,
        "--window-size=1440,900");
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logging);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(onPath("chromedriver"))
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    driver = new ChromeDriver(service, options);
  }

  private static File onPath(String... names) {
    String[] folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
    return Arrays.stream(names)
        .flatMap(name -> Arrays.stream(folders).map(folder -> new File(folder, name)))
        .filter(File::canExecute)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "None of " + List.of(names) + " is on PATH; scripts/browser installs it"));
  }

  /** Opens a page as a first visit: nothing of an earlier one is remembered. */
  public void open(String url) {
    URI page = URI.create(url);
    if (driver.getCurrentUrl().startsWith(page.resolve("/").toString())) {
      driver.executeScript("sessionStorage.clear()");
    }
    driver.get("about:blank");
    driver.get(url);
  }

  void reload() {
    driver.navigate().refresh();
  }

  /** Runs a script in every page from now on, before the page's own. */
  void onEveryPage(String script) {
    Map<String, Object> added =
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    scripts.add(String.valueOf(added.get("identifier")));
  }

  /** Undoes {@link #onEveryPage}. */
  void forgetScripts() {
    scripts.forEach(
        script ->
            driver.executeCdpCommand(
                "Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script)));
    scripts.clear();
  }

  void newTab() {
    driver.switchTo().newWindow(WindowType.TAB);
  }

  /** Closes a tab that {@link #newTab} opened. */
  void closeTab() {
    driver.close();
    driver.switchTo().window(driver.getWindowHandles().iterator().next());
  }

  /** The size of the page's view, and whether the reader likes it dark. */
  void view(int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    Map<String, String> still = Map.of("name", "prefers-reduced-motion", "value", "reduce");
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia", Map.of("features", List.of(scheme, still)));
  }

  /** An element that can be seen, waited for. */
  WebElement visible(String css) {
    return waitFor(css, () -> all(css).stream().findFirst());
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css)).stream()
        .filter(WebElement::isDisplayed)
        .toList();
  }

  List<String> texts(String css) {
    return all(css).stream().map(WebElement::getText).toList();
  }

  public void until(String what, BooleanSupplier condition) {
    waitFor(what, () -> condition.getAsBoolean() ? Optional.of(what) : Optional.empty());
  }

  private static <T> T waitFor(String what, Supplier<Optional<T>> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<T> found = unlessRedrawn(condition);
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new AssertionError("Waited in vain for " + what);
  }

  /** An element that the page replaced between two looks at it is looked for again. */
  private static <T> Optional<T> unlessRedrawn(Supplier<Optional<T>> condition) {
    try {
      return condition.get();
    } catch (StaleElementReferenceException e) {
      return Optional.empty();
    }
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  public Object script(String script, Object... arguments) {
    return requireNonNullElse(driver.executeScript(script, arguments), "");
  }

  /** What a standard audit finds hard to use for people with disabilities. */
  List<?> accessibilityFaults() {
    driver.executeScript(resource(AXE));
    @Nullable Object faults =
        driver.executeAsyncScript(
            """
            const done = arguments[0];
            const rules = ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"];
            axe.run(document, {runOnly: rules}).then((result) =>
              done(result.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html).join(" "))));
            """);
    return (List<?>) requireNonNull(faults);
  }

  private static String resource(String name) {
    try (InputStream in = Browser.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Errors and warnings on the browser's console since the last call. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        // The audit reads the canvas back to judge contrasts; the page itself never does.
        .filter(message -> !message.startsWith("rendering"))
        .toList();
  }

  /** Saves a picture of the whole page. */
  void save(Path file) {
    script("document.activeElement.blur(); scrollTo(0, 0)");
    Object width = script("return innerWidth");
    Object height = script("return document.body.scrollHeight");
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
