"""Writes the table of crawlers that Trackline reads user agents by, from the data sets that this folder pins.

Usage: crawlers.py FOLDER_WITH_NODE_MODULES > crawlers.tsv
It runs in the environment that holds PyPI's ai-crawler-index. What the data sets lack is in own.tsv and operators.tsv.
"""

import csv
import itertools
import json
import re
import sys
from importlib.metadata import distribution
from pathlib import Path

try:
    from re import _constants as sre, _parser as sre_parse
except ImportError:  # before Python 3.11
    import sre_constants as sre
    import sre_parse

HERE = Path(__file__).parent
MOST_VARIANTS = 8
SHORT = 5
NO_APP = r"(?:^(?!.*AppleWebKit/).*|compatible; ?)"

SEARCH, TRAINING, ASSISTANT, MONITORING = "search", "training", "assistant", "monitoring"
PREVIEW, AUTOMATION, HTTP_CLIENT, OTHER = "preview", "automation", "http client", "other"
PERSON = "person"
PURPOSES = (SEARCH, TRAINING, ASSISTANT, MONITORING, PREVIEW, AUTOMATION, HTTP_CLIENT, OTHER)

OF_CATEGORY = {
    "ai-training": TRAINING,
    "dataset": TRAINING,
    "ai-search": SEARCH,
    "search": SEARCH,
    "user-fetch": ASSISTANT,
    "preview": PREVIEW,
}
# The first tag that a crawler has decides: one of a search engine that also feeds a model is a search engine's.
OF_TAG = {
    "browser-automation": AUTOMATION,
    "http-library": HTTP_CLIENT,
    "search-engine": SEARCH,
    "ai-crawler": TRAINING,
    "monitoring": MONITORING,
    "social-preview": PREVIEW,
}


def rows(name):
    lines = (line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#"))
    return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


class Operators:
    """Who stands behind a site."""

    def __init__(self):
        self.of_site, self.no_operators = {}, set()
        for site, operator in rows("operators.tsv"):
            if operator == "-":
                self.no_operators.add(site)
            else:
                self.of_site[site] = operator

    def of(self, *texts):
        """The operator by the first address that belongs to one; a site that has no name here stands for itself."""
        for host in re.findall(r"(?:https?://|www\.)([A-Za-z0-9.-]+\.[A-Za-z]{2,})", " ".join(texts)):
            site = self.site(host.lower())
            if not any(host == other or host.endswith("." + other) for other in self.no_operators):
                return self.of_site.get(site, site)
        return ""

    @staticmethod
    def site(host):
        labels = host.split(".")
        second_level = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in {"co", "com", "net", "org", "ac", "gov", "ne", "or"}
        return ".".join(labels[-3 if second_level else -2 :])


def variants(pattern):
    """The plain texts that a pattern stands for, or none where it is more than a few texts."""

    def expand(node):
        options = [""]
        for kind, value in node:
            if kind is sre.LITERAL:
                found = [chr(value)]
            elif kind is sre.IN and all(k is sre.LITERAL for k, _ in value):
                found = [chr(v) for _, v in value]
            elif kind is sre.SUBPATTERN:
                found = expand(value[3])
            elif kind is sre.BRANCH:
                found = [text for branch in value[1] for text in expand(branch)]
            else:
                raise ValueError(kind)
            options = [a + b for a, b in itertools.product(options, found)]
            if len(options) > MOST_VARIANTS:
                raise ValueError(pattern)
        return options

    try:
        return expand(sre_parse.parse(pattern))
    except ValueError:
        return []


def needed(pattern):
    """The longest text that whatever matches a pattern must contain."""
    runs = [""]
    for kind, value in sre_parse.parse(pattern):
        if kind is sre.LITERAL:
            runs[-1] += chr(value)
        else:
            runs.append("")
    return max(runs, key=len)


def tests(pattern):
    """What to look for: pairs of a text, and a regular expression where the text alone would not do."""
    texts = variants(pattern)
    if not texts:
        return [(needed(pattern), pattern.replace("\\/", "/"))]
    return [(text, bounded(text)) for text in texts]


def bounded(text):
    """A short text counts as a word only: it may be a part of any other. Beside a browser's engine it is the name of the app in
    which somebody browses (GoPay, Fever), unless it calls itself compatible with that."""
    if len(text) > SHORT:
        return ""
    before = r"(?<![A-Za-z0-9])" if text[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if text[-1].isalnum() else ""
    return NO_APP + before + re.escape(text) + after


class Crawlers:
    def __init__(self):
        self.operators = Operators()
        self.own = {}
        for pattern, *words in rows("own.tsv"):
            if pattern in self.own:
                sys.exit(f"own.tsv has {pattern!r} twice.")
            self.own[pattern] = words
        self.found = {}

    def add(self, text, regex, name, operator, purpose):
        if len(text) < 3:
            sys.exit(f"Too short to look for: {text!r}. Give it another pattern in own.tsv.")
        self.found.setdefault((text, regex), (name, operator, purpose))

    def add_pattern(self, pattern, name, operator, purpose):
        for text, regex in tests(pattern):
            self.add(text, regex, name or self.name(text), operator, purpose)

    @staticmethod
    def name(text):
        return text.strip(" /();^-")

    def read_own(self, patterns):
        """The rows that are of no entry of a data set."""
        for pattern, (name, operator, purpose, _) in self.own.items():
            if purpose not in (*PURPOSES, PERSON, ""):
                sys.exit(f"own.tsv: no purpose: {purpose!r}")
            if pattern not in patterns and purpose != PERSON:
                self.add_pattern(pattern, name, operator, purpose)

    def read_index(self, entries, tags):
        for entry in entries:
            token = entry["ua"]
            if token.startswith("(") or token in self.own:
                continue
            purpose = OF_CATEGORY.get(entry["category"]) or self.purpose(tags.get(token.lower(), []))
            self.add_pattern(re.escape(token), entry["name"], entry["operator"], purpose)

    def read_agents(self, entries, index):
        for entry in entries:
            pattern = entry["pattern"]
            own_name, own_operator, own_purpose, _ = self.own.get(pattern, ("", "", "", ""))
            if own_purpose == PERSON:
                continue
            site = self.operators.of(entry.get("url") or "", *entry["instances"])
            for text, regex in tests(pattern):
                known = index.get(self.name(text).lower(), {"name": self.name(text), "operator": site, "category": ""})
                name = own_name or known["name"]
                if re.search(r"[/@=:;]", name):
                    sys.exit(f"No name for people: {name!r}. Give {pattern!r} another in own.tsv.")
                purpose = own_purpose or OF_CATEGORY.get(known["category"]) or self.purpose(entry["tags"])
                self.add(text, regex, name, own_operator or known["operator"], purpose)

    @staticmethod
    def purpose(tags):
        return next((purpose for tag, purpose in OF_TAG.items() if tag in tags), OTHER)

    def lines(self):
        """In the order in which they count: who runs a program before what it is made with, then the longer text."""

        def place(item):
            (text, regex), (name, _, purpose) = item
            return purpose in (AUTOMATION, HTTP_CLIENT), name == "HeadlessChrome", -len(text), text, regex

        placed = [(*key, *value) for key, value in sorted(self.found.items(), key=place)]
        contradictions(placed)
        return ["\t".join(row) for row in reached(placed)]


def fits(row, text):
    return row[0] in text and (not row[1] or re.search(row[1], text) is not None)


def reached(rows):
    """The rows that decide something. One whose text an earlier row takes never does: where they say the same it is left out,
    and where they do not, one of them is wrong."""
    kept = []
    for row in rows:
        known = next((first for first in kept if hides(first, row)), None)
        if known is None:
            kept.append(row)
        elif known[2:] != row[2:]:
            sys.exit(f"Never reached: {row} stands behind {known}. Give one of them another pattern or word in own.tsv.")
    return kept


def hides(first, row):
    return (not first[1] and first[0] in row[0]) or (fits(row, row[0]) and fits(first, row[0]))


def contradictions(rows):
    """A crawler that is known by several texts has one operator and one purpose."""
    known = {}
    for row in rows:
        other = known.setdefault(row[2].lower(), row)
        if other[3:] != row[3:]:
            sys.exit(f"Two things are said of {row[2]}: {other[3:]} by {other[0]!r}, {row[3:]} by {row[0]!r}. Say one in own.tsv.")


def comment(text):
    return [f"# {line}".rstrip() for line in text.strip().splitlines()]


def licence(dist):
    return next(file.locate().read_text() for file in dist.files if file.name == "LICENSE")


def main(folder):
    npm = Path(folder) / "node_modules/crawler-user-agents"
    agents = json.loads((npm / "crawler-user-agents.json").read_text())
    version = json.loads((npm / "package.json").read_text())["version"]
    dist = distribution("ai-crawler-index")
    index = json.loads(next(f for f in dist.files if f.name == "data.json").locate().read_text())["crawlers"]

    crawlers = Crawlers()
    crawlers.read_own({entry["pattern"] for entry in agents})
    crawlers.read_agents(agents, {entry["ua"].lower(): entry for entry in index})
    crawlers.read_index(index, {crawlers.name(text).lower(): e["tags"] for e in agents for text, _ in tests(e["pattern"])})

    head = [
        "# Made by `make crawlers`: do not edit it. What the data sets lack is in tools/crawlers/.",
        "# What to look for, a regular expression where that alone would not do, name, operator, purpose. The first line that fits counts.",
        f"# npm crawler-user-agents {version}, whose licence is this:",
        *comment((npm / "LICENSE").read_text()),
        f"# PyPI ai-crawler-index {dist.version}, whose licence is this:",
        *comment(licence(dist)),
    ]
    print("\n".join(head + crawlers.lines()))


if __name__ == "__main__":
    main(sys.argv[1])
