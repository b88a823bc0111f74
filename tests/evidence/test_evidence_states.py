"""States of files are kept whole or not at all."""

from muniment.evidence.states import FileState, FolderStates, load_state, save_state


def a_state(folder, names: bytes = b"PAR1 any bytes") -> FileState:
    folder.mkdir()
    (folder / "names.parquet").write_bytes(names)
    state = FileState(
        {"": {"records": 3}, "train": {"records": 4}}, {"time": ("1999-01-02", "2024-05-06")}, {"not_json": 2}
    )
    save_state(state, folder)
    return state


def test_a_state_comes_back_as_it_was_put(tmp_path) -> None:
    states = FolderStates(tmp_path / "kept")
    state = a_state(tmp_path / "made")
    assert states.get("k") is None
    kept = states.put("k", tmp_path / "made")
    assert states.get("k") == kept
    assert load_state(kept) == state
    assert state.total("records") == 7
    assert not (tmp_path / "made").exists()
    a_state(tmp_path / "again", b"other")
    states.put("k", tmp_path / "again")
    assert (states.get("k") / "names.parquet").read_bytes() == b"other"


def test_a_damaged_state_is_none(tmp_path) -> None:
    a_state(tmp_path / "made")
    (tmp_path / "made" / "names.parquet").write_bytes(b"PAR1 any byteZ")
    assert load_state(tmp_path / "made") is None
    a_state(tmp_path / "cut")
    file = tmp_path / "cut" / "state.json"
    file.write_bytes(file.read_bytes()[:-9])
    assert load_state(tmp_path / "cut") is None
    assert load_state(tmp_path / "nothing") is None
    (tmp_path / "cut" / "state.json").write_text("[1]")
    assert load_state(tmp_path / "cut") is None
