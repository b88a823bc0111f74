"""Large records are taken few at a time: memory does not grow with what two thousand of them hold."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

RECORDS, SIZE = 600, 300_000
#: What measuring may hold. All records at once take several times as much.
MOST_MEGABYTES = 1500
PROBE = r"""
import json, re, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from table_sets import a_plan, data_file, measured
from muniment.evidence.plan import Field
path = Path(sys.argv[2])
plan = a_plan(Field("text", "text", "content"), Field("id", "id", "item"))
found = measured(plan, [data_file(path, sys.argv[3])], path.parent)
size = found.value("amount", modality="text", unit="bytes")
# Not ru_maxrss, which a program inherits from the one that starts it.
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])
print(json.dumps([size, found.fact("duplicate_rate").numerator, peak]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_large_records_are_taken_few_at_a_time(form: str, tmp_path) -> None:
    file = tmp_path / f"large.{form}"
    written = {"jsonl": "json", "csv": "csv, header", "parquet": "parquet"}[form]
    text = f"substr(repeat(md5((i % 500)::VARCHAR) || ' \u00c4 ', {SIZE // 30}), 1, {SIZE - 30_000})"
    duckdb.execute(f"COPY (SELECT i AS id, {text} AS text FROM range({RECORDS}) t(i)) TO '{file}' (FORMAT {written})")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(Path(__file__).parent), str(file), form],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    size, repeated, kilobytes = json.loads(done.stdout)
    assert size > RECORDS * (SIZE - 30_000)
    assert repeated == 100
    assert kilobytes / 1024 < MOST_MEGABYTES


#: Half of these records are drawn into a sample, and that half alone is more than the engine may hold.
DRAWN, LONG = 2_000, 400_000
READING = r"""
import json, re, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from table_sets import a_plan, data_file
from muniment.evidence.plan import Field
from muniment.evidence.tables.contents import Contents
path = Path(sys.argv[2])
file = data_file(path, "jsonl")
work = path.parent / "work"
work.mkdir()
contents = Contents(a_plan(Field("text", "text", "content")), [file], work, 1_000_000)
read = {place: len(text) for place, text, _ in contents.read(file, range(0, int(sys.argv[3]), 2))}
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])
print(json.dumps([len(read), sorted(read)[1], max(read.values()), peak]))
"""


@pytest.mark.slow
def test_large_records_of_a_sample_are_taken_few_at_a_time(tmp_path) -> None:
    file = tmp_path / "large.jsonl"
    text = f"repeat(md5(i::VARCHAR), {LONG // 32})"
    duckdb.execute(f"COPY (SELECT {text} AS text FROM range({DRAWN}) t(i)) TO '{file}' (FORMAT json)")
    done = subprocess.run(
        [sys.executable, "-c", READING, str(Path(__file__).parent), str(file), str(DRAWN)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    file.unlink()
    assert done.returncode == 0, done.stderr
    count, second, longest, kilobytes = json.loads(done.stdout)
    assert (count, second, longest) == (DRAWN // 2, 2, LONG)
    assert kilobytes / 1024 < MOST_MEGABYTES
