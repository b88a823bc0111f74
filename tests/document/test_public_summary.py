"""The public summary: every field of the template, in its order, and nothing open that looks like an answer."""

import csv
import io
from collections.abc import Iterator

import pytest
from sample_records import small_record

from muniment.base.canonical import digest
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.serving import real_paths
from muniment.document.model import Answer, Document, Entry, Standing
from muniment.document.outline import load_outline
from muniment.document.outlined import build_outlined
from muniment.record.record import DisclosedFact, Subject

MODEL, CRAWL, WEB = "model/terne@1.0", "dataset/crawl@1", "dataset/web@2.0"
#: Entries of the template's instrument that ask for no field of it.
NO_FIELD = {
    "TPL-R-publish": "where and when the summary is published is not part of it",
    "TPL-R-update-early": "material changes are told beside the version",
    "TPL-R-update": "when the next version is due is not part of it",
    "TPL-R-measure": "at which point sizes are taken decides which measures are summed up",
    "TPL-R-narr": "who has read it for lay readers is not printed",
    "TPL-R-request": "how requests are answered is not part of it",
    "TPL-scope-stages": "which stages count decides which uses are read",
}
#: Fields in the order of the template, under their sections.
TEMPLATE = {
    "0": ["TPL-0-a", "TPL-0-b"],
    "1": [],
    "1.1": ["TPL-1.1-a", "TPL-1.1-b"],
    "1.2": ["TPL-1.2-a", "TPL-1.2-b", "TPL-1.2-c"],
    "1.3": ["TPL-1.3-mod", "TPL-1.3-size", "TPL-1.3-types", "TPL-1.3-date", "TPL-1.3-cont", "TPL-1.3-ling",
            "TPL-1.3-other", "TPL-1.3-com"],
    "2": [],
    "2.1": ["TPL-2.1-yn", "TPL-2.1-mod", "TPL-2.1-large", "TPL-2.1-other", "TPL-2.1-com"],
    "2.2": [],
    "2.2.1": ["TPL-2.2.1-yn", "TPL-2.2.1-mod"],
    "2.2.2": ["TPL-2.2.2-yn", "TPL-2.2.2-mod", "TPL-2.2.2-known", "TPL-2.2.2-desc", "TPL-2.2.2-com"],
    "2.3": ["TPL-2.3-yn", "TPL-2.3-name", "TPL-2.3-purp", "TPL-2.3-beh", "TPL-2.3-per", "TPL-2.3-type", "TPL-2.3-mod",
            "TPL-2.3-dom", "TPL-2.3-com"],
    "2.4": ["TPL-2.4-a", "TPL-2.4-b", "TPL-2.4-c", "TPL-2.4-d", "TPL-2.4-com"],
    "2.5": ["TPL-2.5-yn", "TPL-2.5-mod", "TPL-2.5-gpai", "TPL-2.5-oth", "TPL-2.5-com"],
    "2.6": ["TPL-2.6-yn", "TPL-2.6-desc", "TPL-2.6-com"],
    "3": [],
    "3.1": ["TPL-3.1-sig", "TPL-3.1-meas", "TPL-3.1-com"],
    "3.2": ["TPL-3.2"],
    "3.3": ["TPL-3.3"],
}  # fmt: skip


def said(path: str, value: object, address: str, status: str = "known", **more: str) -> DisclosedFact:
    origin = "declared" if status == "known" else ""
    return DisclosedFact(address, path, path.rpartition(".")[2], status, origin, value if origin else None, **more)


def of_model(path: str, value: object = None, status: str = "known", at: str = "", **more: str) -> DisclosedFact:
    inner = at or path.partition(".")[2].replace(".", "/")
    return said(path, value, f"{MODEL}#/{inner}", status, **more)


def summary(*facts: DisclosedFact, audience: str = "public", language: str = "en") -> Document:
    return build_outlined(
        small_record(kind="public_summary", subject=Subject("model", "terne", "1.0", "Terne"), audience=audience,
                     language=language, facts=facts, outcomes=(), omissions=(), citations=())
    )  # fmt: skip


def entry(document: Document, anchor: str) -> Entry:
    return next(entry for section in document.sections for entry in section.entries if entry.anchor == anchor)


def texts(answer: Answer) -> Iterator[str]:
    yield from (answer.word, *answer.lines, *answer.remarks)
    yield from (choice.label for choice in answer.choices if choice.chosen)
    if answer.table:
        yield from (cell for row in answer.table.rows for cell in row)
    for label, part in answer.parts:
        yield label
        yield from texts(part)


def test_every_entry_of_the_template_has_its_field() -> None:
    outline = load_outline("public_summary")
    answered = {name for part in outline.parts for field in part.fields for name in (field.id, *field.serves)}
    wanted = [one for one in load_catalogue().requirements.values() if one.instrument == "summary_template"]
    assert len(wanted) > 50
    assert {one.id for one in wanted} - answered == set(NO_FIELD)
    for one in wanted:
        if one.id in answered:
            for need in one.needs:
                paths = {real for path in need.paths for real in real_paths(path)}
                assert not paths or paths & outline.paths, (one.id, need.paths)


def test_sections_and_fields_stand_in_the_order_of_the_template() -> None:
    document = summary()
    assert {section.number: [entry.anchor for entry in section.entries] for section in document.sections} == TEMPLATE
    assert [section.number for section in document.sections] == list(TEMPLATE)


def test_nothing_stated_is_never_no() -> None:
    for section in summary().sections:
        for item in section.entries:
            assert item.answer.choices == ()
            assert "No" not in set(texts(item.answer))
            assert item.answer.standing is Standing.NOT_STATED


@pytest.mark.parametrize(("status", "word"), [("unknown", "Unknown"), ("not_applicable", "Not applicable")])
def test_every_status_of_a_yes_or_no_field_has_its_word(status: str, word: str) -> None:
    paths = [field.facts[0] for part in load_outline("public_summary").parts for field in part.fields
             if field.form == "yes_no"]  # fmt: skip
    facts = [said(path, None, f"{MODEL}#/{path}", status) for path in paths if path.startswith("model.")]
    document = summary(*facts)
    for fact in facts:
        found = next(item for section in document.sections for item in section.entries if fact.address in item.facts)
        assert (found.answer.word, found.answer.choices) == (word, ())


def test_what_is_withheld_says_so_with_its_ground() -> None:
    document = summary(of_model("model.illegal_content.measures", status="withheld", ground="trade_secret"))
    assert entry(document, "TPL-3.2").answer.word == "Withheld (trade secret)"


def test_no_data_of_a_class_makes_its_fields_not_applicable_and_unknown_does_not() -> None:
    none = summary(of_model("model.sources.crawl.used", False))
    answer = entry(none, "TPL-2.3-name").answer
    assert (answer.word, answer.remarks) == ("Not applicable", ("No data of this kind were used for training.",))
    open_ = summary(of_model("model.sources.crawl.used", status="unknown"))
    assert entry(open_, "TPL-2.3-name").answer.word == "Not stated"
    half = summary(of_model("model.sources.user_interactions.used", False))
    assert entry(half, "TPL-2.4-c").answer.word == "Not stated"


def test_sizes_tick_a_bracket_for_each_modality_that_the_data_hold() -> None:
    document = summary(
        of_model("model.modalities", ["text", "image"]),
        of_model("model.size.of_text.bracket", "1e9_1e13"),
        of_model("model.size.of_text.excludes_dynamic", True),
        of_model("model.size.of_image.bracket", status="unknown"),
    )
    parts = dict(entry(document, "TPL-1.3-size").answer.parts)
    assert [(choice.label, choice.chosen) for choice in parts["Text"].choices] == [
        ("Less than 1 billion tokens", False), ("1 billion to 10 trillion tokens", True),
        ("More than 10 trillion tokens", False),
    ]  # fmt: skip
    assert parts["Text"].remarks == ("Data sets that keep changing are left out of this size.",)
    assert (parts["Image"].word, parts["Image"].choices) == ("Unknown", ())
    assert parts["Audio, Video and Other"].word == "Not applicable"


def test_a_size_in_another_unit_is_printed_with_it() -> None:
    document = summary(
        of_model("model.modalities", ["text"]),
        of_model("model.size.of_text.unit", "pages"),
        of_model("model.size.of_text.amount", 12000000),
    )
    text = " ".join(texts(entry(document, "TPL-1.3-size").answer))
    assert "In another unit: 12\u202f000\u202f000\u00a0pages" in text


@pytest.mark.parametrize(
    ("language", "union", "others"),
    [("en", "Danish and German", "Norwegian Bokmål"), ("de", "Deutsch und Dänisch", "Norwegisch (Bokmål)")],
)
def test_languages_have_names_and_those_of_the_union_stand_apart(language: str, union: str, others: str) -> None:
    from muniment.document.locale_forms import LocaleForms

    forms = LocaleForms(language)
    assert forms.listed(sorted(forms.language(tag) for tag in ("da", "de"))) in (union, "Dänisch und Deutsch")
    assert forms.language("nb") == others
    document = summary(of_model("model.languages", ["da", "nb", "x-made-up"]), of_model("model.eu_languages", ["da"]))
    parts = dict(entry(document, "TPL-1.3-ling").answer.parts)
    assert parts["Official languages of the Union"].lines == ("Danish",)
    assert parts["Other languages"].lines == ("Norwegian Bokmål and x-made-up",)


def use(name: str, key: str, value: object = None, status: str = "known") -> DisclosedFact:
    return said(f"model.datasets[].{key}", value, f"{MODEL}#/datasets/{name}/{key}", status)


def test_sets_of_which_it_is_open_whether_they_are_large_are_shown_as_such() -> None:
    document = summary(
        of_model("model.sources.public.used", True),
        use("web", "dataset", "web@2.0"),
        use("web", "large_public", True),
        use("web", "selection", "Pages in Danish."),
        said("dataset.title", "The Web", f"{WEB}#/title"),
        said("dataset.url", "https://web.example", f"{WEB}#/url"),
        use("old", "dataset", "old@1"),
        use("old", "large_public", status="unknown"),
        use("old", "large_by_reading", ["public_sets"]),
        said("dataset.description", "Scans of letters.", "dataset/old@1#/description"),
        said("dataset.collection.start", "2019-02", "dataset/old@1#/collection/start"),
        use("small", "dataset", "small@1"),
        use("small", "large_public", False),
    )
    parts = dict(entry(document, "TPL-2.1-large").answer.parts)
    large = parts["Large publicly available data sets"].table
    assert large is not None
    assert large.rows == (("The Web", "2.0", "https://web.example", "Pages in Danish."),)
    open_ = parts["Publicly available data sets of which it is open whether they are large"].table
    assert open_ is not None
    assert len(open_.rows) == 1
    assert open_.rows[0][:2] == ("old", "1")
    assert open_.rows[0][2] == "Scans of letters. Collected: February\u00a02019 to Not stated."
    assert "Not large, if its share is taken of all training data" in open_.rows[0][4]
    assert "Large, if its share is taken of all publicly available data sets" in open_.rows[0][4]
    assert "small" not in " ".join(texts(entry(document, "TPL-2.1-large").answer))


def domain(name: str, rank: int | None, card: str = CRAWL) -> list[DisclosedFact]:
    at = f"{card}#/crawl/domains/{name}"
    facts = [said("dataset.crawl.domains[].name", name, f"{at}/name")]
    return facts + ([said("dataset.crawl.domains[].rank", rank, f"{at}/rank")] if rank else [])


def crawled(count: int, *more: DisclosedFact) -> Document:
    rows = [fact for number in range(count, 0, -1) for fact in domain(f"d{number}.example", number)]
    return summary(
        of_model("model.sources.crawl.used", True), of_model("model.sources.crawl.domain_rule", "general"),
        said("dataset.source.kind", "crawl", f"{CRAWL}#/source/kind"), *rows, *more,
    )  # fmt: skip


def test_domains_are_an_annex_with_count_coverage_and_digest_and_its_first_rows_are_printed() -> None:
    document = crawled(33, said("dataset.crawl.domain_count", 330, f"{CRAWL}#/crawl/domain_count"))
    (annex,) = document.annexes
    assert (annex.name, annex.media_type, annex.sha256) == ("domains.csv", "text/csv", digest(annex.content))
    rows = list(csv.DictReader(io.StringIO(annex.content.decode("utf-8"), newline="")))
    assert [(row["rank"], row["domain"]) for row in rows] == [(str(n), f"d{n}.example") for n in range(1, 34)]
    answer = entry(document, "TPL-2.3-dom").answer
    said_ = " ".join(texts(answer))
    assert annex.sha256 in said_
    assert "33 domains" in said_
    assert "33 of the 330 domains of which content was kept (10\u00a0%)" in said_
    assert "The top 10 % of all domains crawled" in said_
    table = dict(answer.parts)["The first 20 by content kept"].table
    assert table is not None
    assert [row[0] for row in table.rows] == [f"d{n}.example" for n in range(1, 21)]


def test_coverage_is_open_where_nobody_says_how_many_domains_there_were() -> None:
    assert "of how many in all is not stated" in " ".join(texts(entry(crawled(2), "TPL-2.3-dom").answer))


def test_a_second_crawled_set_that_says_nothing_is_not_passed_over() -> None:
    other = "dataset/silent@1"
    document = crawled(
        1,
        said("dataset.source.kind", "crawl", f"{other}#/source/kind"),
        said("dataset.title", "The silent one", f"{other}#/title"),
        said("dataset.crawl.crawlers[].name", "Bot/1", f"{CRAWL}#/crawl/crawlers/bot/name"),
        said("dataset.crawl.behaviour.captcha", "It leaves.", f"{CRAWL}#/crawl/behaviour/captcha"),
    )
    for field in ("TPL-2.3-name", "TPL-2.3-beh", "TPL-2.3-dom"):
        found = list(texts(entry(document, field).answer))
        assert any("The silent one" in text for text in found), field
        assert "Not stated" in found, field


def test_other_editions_have_an_annex_of_their_own() -> None:
    document = summary(
        said("dataset.source.kind", "crawl", f"{CRAWL}#/source/kind"), *domain("a.example", 1), audience="internal"
    )
    assert [annex.name for annex in document.annexes] == ["domains.internal.csv"]


def generator(name: str, key: str, value: object = None, status: str = "known") -> DisclosedFact:
    return said(f"dataset.synthetic.generators[].{key}", value, f"{WEB}#/synthetic/generators/{name}/{key}", status)


def test_generators_on_the_market_stand_apart_and_open_ones_are_not_lost() -> None:
    kind = said("dataset.source.kind", "synthetic", f"{WEB}#/source/kind")
    sold = (generator("a", "name", "Aurora"), generator("a", "on_market", True))
    open_ = (generator("b", "name", "Borealis"), generator("b", "on_market", status="unknown"))
    own = (generator("c", "name", "Own"), generator("c", "on_market", False))
    document = summary(kind, *sold, *open_, *own)
    market, other = entry(document, "TPL-2.5-gpai").answer.table, entry(document, "TPL-2.5-oth").answer.table
    assert market is not None
    assert other is not None
    assert [row[0] for row in market.rows] == ["Aurora"]
    assert [(row[0], row[4]) for row in other.rows] == [("Borealis", "Unknown"), ("Own", "No")]
    assert entry(summary(kind, *open_), "TPL-2.5-gpai").answer.word == "Unknown"
    assert entry(summary(kind, *own), "TPL-2.5-gpai").answer.word == "Not applicable"


def test_a_modified_model_describes_its_own_content_and_links_the_original() -> None:
    document = summary(
        of_model("model.modification.is_modification", True),
        of_model("model.modification.summary_covers_only_modification", True),
        of_model("model.models[].name", "Base 7B 1.0", at="models/base/name"),
        of_model("model.models[].relation", "base", at="models/base/relation"),
        of_model("model.models[].summary_url", "https://base.example/summary", at="models/base/summary_url"),
        of_model("model.models[].name", "Judge", at="models/judge/name"),
        of_model("model.models[].relation", "judge", at="models/judge/relation"),
    )
    table = entry(document, "TPL-1.2-b").answer.table
    assert table is not None
    assert table.rows == (("Base 7B 1.0", "https://base.example/summary"),)
    (line,) = entry(document, "TPL-R-modif").answer.lines
    assert "only the content used for the modification" in line
    unsaid = summary(of_model("model.modification.is_modification", True))
    assert "is not stated" in entry(unsaid, "TPL-R-modif").answer.lines[0]
    no = summary(of_model("model.modification.is_modification", False))
    assert entry(no, "TPL-1.2-b").answer.word == "Not applicable"


def test_gaps_of_older_models_are_told_with_their_justification() -> None:
    document = summary(
        of_model("model.summary.historic_gaps[].information", "2.3, period", at="summary/historic_gaps/a/information"),
        of_model("model.summary.historic_gaps[].ground", "lost", at="summary/historic_gaps/a/ground"),
        of_model(
            "model.summary.historic_gaps[].justification", "Logs gone.", at="summary/historic_gaps/a/justification"
        ),
    )
    table = entry(document, "TPL-R-legacy").answer.table
    assert table is not None
    assert table.rows[0][::2] == ("2.3, period", "Logs gone.")


def test_earlier_versions_are_linked() -> None:
    document = summary(
        of_model("model.summary.version", "1.1"),
        of_model("model.summary.previous[].url", "https://a.example/1.0", at="summary/previous/a/url"),
        of_model("model.summary.previous[].url", "https://a.example/0.9", at="summary/previous/b/url"),
    )
    parts = dict(entry(document, "TPL-0-a").answer.parts)
    assert parts["Earlier versions"].lines == ("https://a.example/1.0", "https://a.example/0.9")
