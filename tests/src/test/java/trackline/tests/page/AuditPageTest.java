package trackline.tests.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** What an auditor sees of the page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditPageTest {

  private static final String HOSTILE = "<img src=x onerror=document.title='broken'>";

  private static final String QUESTIONS =
      """
      {"queries":[
        {"name":"calls_by_region","title":"Calls by action and region",
         "columns":["event_name","region","calls"],"parameters":[]},
        {"name":"deletes","title":"Who deleted","columns":[],"parameters":[]},
        {"name":"reads","title":"Reads of the tables","columns":[],"parameters":[]},
        {"name":"key_history","title":"The history of a key","columns":[],
         "parameters":["key","key_name"]}]}
      """;

  private static final String CALLS =
      """
      ["BatchExecuteStatement","us-east-1",4210],["PutItem","us-east-1",1034],
      ["Query","us-east-1",980],["GetItem","us-east-1",410],["PutItem","eu-west-1",61],
      ["Scan","us-east-1",7],["DeleteItem","us-east-1",3]
      """;

  private static final String DELETES =
      """
      ["DeleteItem","arn:aws:iam::000000000000:user/ada","IAMUser","%s","trackline-events",
       null,2,"2026-11-20T11:58:07Z"],
      ["BatchWriteItem","arn:aws:sts::000000000000:assumed-role/cleanup/nightly","AssumedRole",
       "=HYPERLINK(0)","trackline-events","AccessDenied",1,"2026-11-20T11:31:40Z"]
      """
          .formatted(HOSTILE);

  private final Site behind = Site.start();
  private final AuditedSite site = new AuditedSite(behind);
  private final Browser browser = new Browser();

  @BeforeEach
  void desktop() {
    site.forget();
    site.prepare("/v1/audit", 200, QUESTIONS);
    browser.view(1440, false);
    browser.complaints();
  }

  @AfterEach
  void nothingWentWrongUnseen() {
    assertThat(browser.complaints())
        .filteredOn(line -> !line.contains("status of 4") && !line.contains("status of 503"))
        .isEmpty();
  }

  @AfterAll
  void close() {
    browser.close();
    site.close();
    behind.close();
  }

  private static String answer(String name, String columns, String rows, boolean truncated) {
    return """
    {"name":"%s","engine":"logs","from":"2026-11-20T11:15:00Z","to":"2026-11-20T12:00:00Z",
     "columns":[%s],"rows":[%s],"truncated":%s,"generated_at":"2026-11-20T12:00:01Z",
     "bytes_scanned":182340,"query_id":"q"}
    """
        .formatted(name, columns, rows, truncated);
  }

  private void prepareCalls(boolean truncated) {
    site.prepare(
        "/v1/audit/calls_by_region",
        200,
        answer("calls_by_region", "\"event_name\",\"region\",\"calls\"", CALLS, truncated));
  }

  private void prepareDeletes() {
    String columns =
        "\"event_name\",\"principal\",\"identity_type\",\"user_agent\",\"table_name\","
            + "\"error_code\",\"calls\",\"last_at\"";
    site.prepare("/v1/audit/deletes", 200, answer("deletes", columns, DELETES, false));
  }

  private void openAudit() {
    browser.open(site.url("/#audit&audit_key=" + AuditedSite.AUDIT_KEY));
    browser.visible("#audit-query");
  }

  private void choose(String question) {
    browser.script(
        "const list = document.getElementById('audit-query'); list.value = arguments[0];"
            + "list.dispatchEvent(new Event('change'))",
        question);
  }

  private void ask() {
    browser.visible("#audit-form .primary").click();
    browser.until("an answer", () -> browser.all("#audit-result:not([aria-busy])").size() == 1);
  }

  @Test
  void callsAreCountedByActionInAChartAndByRegionInATable() {
    prepareCalls(false);
    openAudit();

    ask();

    assertThat(browser.visible("#audit-answer canvas").getDomAttribute("aria-label"))
        .startsWith(
            "Calls by action, bar chart, in calls: BatchExecuteStatement 4,210; PutItem 1,095;");
    assertThat(browser.texts("#audit-answer th")).containsExactly("Event name", "Region", "Calls");
    assertThat(browser.texts("#audit-answer tbody tr")).hasSize(7);
    assertThat(browser.visible(".answer-facts").getText())
        .contains("7 rows")
        .contains("Logs")
        .contains("182.3 kB");
    assertThat(site.questions())
        .singleElement()
        .asString()
        .contains("from=")
        .doesNotContain("engine");
  }

  @Test
  void oneRowIsSaidToBeOne() {
    site.prepare(
        "/v1/audit/calls_by_region",
        200,
        answer(
            "calls_by_region",
            "\"event_name\",\"region\",\"calls\"",
            "[\"PutItem\",\"us-east-1\",7]",
            false));
    openAudit();

    ask();

    assertThat(browser.visible(".answer-facts").getText()).startsWith("1 row ·");
    assertThat(browser.all("#audit-status").getFirst().getDomProperty("textContent"))
        .isEqualTo("1 row.");
  }

  @Test
  void aPeriodAnEngineAndParametersAreAsked() {
    site.prepare("/v1/audit/key_history", 200, answer("key_history", "\"event_at\"", "", false));
    openAudit();
    choose("key_history");
    browser.visible("#audit-form .primary").click();
    assertThat(browser.focused().getDomAttribute("id")).isEqualTo("audit-parameter-key");

    browser.visible("#audit-parameter-key").sendKeys("a b & c");
    browser.script("document.getElementById('audit-engine').value = 'athena'");
    browser.visible("#audit-form fieldset label:last-of-type").click();
    browser.script(
        "document.getElementById('audit-from').value = '2026-11-01T00:00';"
            + "document.getElementById('audit-to').value = '2026-11-02T12:30:05'");
    ask();

    assertThat(site.questions())
        .containsExactly(
            "/v1/audit/key_history?from=2026-11-01T00%3A00%3A00Z&to=2026-11-02T12%3A30%3A05Z"
                + "&key=a+b+%26+c&engine=athena");
    assertThat(browser.visible("#audit-answer .empty").getText()).startsWith("No such call");
  }

  @Test
  void whatCallersSayIsTextHereAndInTheDownload() {
    prepareDeletes();
    openAudit();
    choose("deletes");

    ask();

    assertThat(browser.texts("#audit-answer td")).contains(HOSTILE, "AccessDenied");
    assertThat(browser.all("main img")).isEmpty();
    assertThat(browser.script("return document.title")).isEqualTo("Trackline");
    browser.script(
        "URL.createObjectURL = (blob) => { blob.text().then((text) => window.saved = text);"
            + " return '#audit'; };");
    browser.visible("#audit-answer .more button:not([hidden])").click();
    browser.until("the file", () -> !browser.script("return window.saved").equals(""));
    assertThat(browser.script("return window.saved").toString())
        .startsWith("event_name,principal,identity_type,")
        .contains(",'=HYPERLINK(0),")
        .contains(",trackline-events,,2,2026-11-20T11:58:07Z");
  }

  @Test
  void aSlowEngineIsAskedAgainForTheSamePeriod() {
    site.prepare("/v1/audit/calls_by_region", 503, "{\"detail\":\"Athena still works on it.\"}");
    prepareCalls(false);
    openAudit();

    ask();

    browser.visible("#audit-answer canvas");
    assertThat(site.questions()).hasSize(2).containsOnly(site.questions().getFirst());
  }

  @Test
  void aCutAnswerSaysSoAndLongOnesAreShownInParts() {
    String rows =
        IntStream.range(0, 450)
            .mapToObj(i -> "[\"GetItem\",\"r" + i + "\",1]")
            .collect(Collectors.joining(","));
    site.prepare(
        "/v1/audit/calls_by_region",
        200,
        answer("calls_by_region", "\"event_name\",\"region\",\"calls\"", rows, true));
    openAudit();

    ask();

    assertThat(browser.visible("#audit-answer .notice").getText()).startsWith("Not all rows");
    assertThat(browser.all("#audit-answer tbody tr")).hasSize(200);
    browser.visible("#audit-answer .more button").click();
    browser.until("more rows", () -> browser.all("#audit-answer tbody tr").size() == 400);
  }

  @Test
  void aFaultOfTheQuestionIsTold() {
    site.prepare(
        "/v1/audit/calls_by_region",
        422,
        "{\"detail\":\"no\",\"errors\":[{\"detail\":\"The period is too wide.\"}]}");
    openAudit();

    ask();

    assertThat(browser.visible("#audit-answer .notice.error").getText())
        .contains("The period is too wide.");
  }

  @Test
  void theAuditTakesAKeyOfItsOwn() {
    browser.open(site.url("/#audit&audit_key=nope"));
    assertThat(browser.visible("#audit-sign-in-error").getText()).contains("not known");
    browser.visible("#audit-key").sendKeys(AuditedSite.KEY_WITHOUT_RIGHT, Keys.ENTER);
    browser.until(
        "the refusal",
        () -> browser.visible("#audit-sign-in-error").getText().contains("the right audit"));

    browser.visible("#audit-key").sendKeys(AuditedSite.AUDIT_KEY, Keys.ENTER);

    browser.visible("#audit-query");
    assertThat(browser.script("return sessionStorage.getItem('trackline.audit_key')"))
        .isEqualTo(AuditedSite.AUDIT_KEY);
    browser.visible("#sign-out").click();
    browser.visible("#audit-key");
    assertThat(browser.script("return sessionStorage.length")).isEqualTo(0L);
  }

  @Test
  void aTracklineWithoutAnAuditSaysHowToSwitchItOn() {
    site.forget();

    browser.open(site.url("/#audit&audit_key=" + AuditedSite.AUDIT_KEY));

    assertThat(browser.visible("#audit-trouble .notice").getText())
        .contains("keeps no audit trail")
        .contains("trackline local --audit");
    assertThat(browser.all("#audit-form")).isEmpty();
  }

  @Test
  void theViewsAreReachedFromEachOther() {
    browser.open(site.url("/"));
    browser.visible("[data-panel=logins_per_day] canvas");

    browser.visible(".views a[data-view=audit]").click();

    browser.visible("#audit");
    assertThat(browser.all("#dashboard")).isEmpty();
    assertThat(browser.texts(".views [aria-current]")).isEqualTo(List.of("Audit"));
    browser.visible(".views a[data-view=overview]").click();
    browser.visible("[data-panel=logins_per_day] canvas");
  }

  @ParameterizedTest
  @CsvSource({"360, false", "360, true", "768, false", "1440, true"})
  void theViewFitsAndIsUsableByAll(int width, boolean dark) {
    prepareCalls(false);
    prepareDeletes();
    browser.view(width, dark);
    openAudit();

    for (String question : List.of("calls_by_region", "deletes")) {
      choose(question);
      ask();
      assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
      assertThat(browser.accessibilityFaults()).isEmpty();
      browser.save(
          Path.of("target/audit-" + question + "-" + width + (dark ? "-dark" : "") + ".png"));
      browser.view(width, dark);
    }
  }
}
