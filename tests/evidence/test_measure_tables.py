"""Tables and texts of the common forms are measured as a person would count them."""

from table_sets import a_plan, data_file, measured

from muniment.evidence.plan import Field, Group

FIELDS = (
    Field("text", "text", "content"),
    Field("sex", "sex", "group"),
    Field("when", "when", "time"),
    Field("url", "url", "url"),
)


def test_rows_texts_and_lines_are_one_set(tmp_path) -> None:
    (tmp_path / "a.csv").write_text(
        "id,text,sex,when,url\n"
        '1,"Hello, Wörld  x",f,2024-05-06T23:30:00-02:00,https://a.b.co.uk/x\n'
        "2,hello,m,1969-01-01,http://localhost/\n"
        "3,,,notime,\n"
    )
    (tmp_path / "b.jsonl").write_text('{"id":5,"text":"hello","sex":"m"}\nbroken\n{"text":"HELLO "}\n')
    (tmp_path / "c.txt").write_text(" Hello \n")
    files = [data_file(tmp_path / "a.csv", "csv"), data_file(tmp_path / "b.jsonl", "jsonl")]
    found = measured(a_plan(*FIELDS), [*files, data_file(tmp_path / "c.txt", "text")], tmp_path)

    assert sorted(found.told) == ["a.csv", "b.jsonl", "c.txt"]
    assert found.value("records", distribution="all") == 6
    assert found.fact("records", distribution="all").unread == 1
    assert found.unread == {"b.jsonl": {"not_json"}}
    amounts = {unit: found.value("amount", modality="text", unit=unit) for unit in ("bytes", "characters", "words")}
    assert amounts == {"bytes": 16 + 5 + 5 + 6 + 8, "characters": 39, "words": 3 + 1 + 1 + 1 + 1}
    assert found.value("amount", modality="text", unit="documents") == 5
    assert found.value("period", edge="start") == "2024-05-07"
    assert found.value("period", apart="no_time") == found.value("period", apart="before_1970") == 1
    assert found.value("domains") == 1
    assert found.value("top_domains", provider="any") == [{"name": "b.co.uk", "value": 16, "count": 1}]
    assert found.rows("groups", field="sex") == {"m": 2, "f": 1, "": 2}
    assert found.fact("missing", field="text").numerator == 1
    assert found.fact("duplicate_rate").numerator == 1
    # hello, hello, "HELLO " and " Hello \n" are alike but for case and white space.
    assert found.fact("duplicate_rate_normalised").numerator == 3
    assert found.fact("duplicate_rate").denominator == 6


def test_blanks_around_quotes_and_empty_lines_are_as_documented(tmp_path) -> None:
    (tmp_path / "two.csv").write_text('a,b\n1, "x,y"\n\n2,"k" \n3,z "q" w\n\n')
    (tmp_path / "one.csv").write_text("a\n1\n\n3\n")
    plan = a_plan(Field("a", "a", "group"), Field("b", "b", "group"), groups=[Group("two", "t"), Group("one", "o")])
    files = [data_file(tmp_path / f"{name}.csv", "csv", name) for name in ("two", "one")]
    found = measured(plan, files, tmp_path)
    assert found.value("records", distribution="two") == found.value("records", distribution="one") == 3
    assert found.rows("groups", field="b") == {"x,y": 1, "k": 1, 'z "q" w': 1}
    assert found.rows("groups", field="a") == {"1": 2, "2": 1, "3": 2, "": 1}
