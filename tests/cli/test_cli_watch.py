"""`muniment check --watch`: run again at every change, in a terminal that somebody leaves open."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

CARD = 'muniment: 1\nkind: dataset\nname: tickets\nversion: "1"\ntitle: Tickets of customers\n'
PATIENCE = 60


def put(card: Path, text: str) -> None:
    """Change a file in one step, so that no run sees half of it."""
    beside = card.with_suffix(".new")
    beside.write_text(text)
    beside.replace(card)


def test_it_runs_again_at_every_change_and_ends_with_the_last_outcome(tmp_path: Path) -> None:
    card = tmp_path / "tickets.card.yaml"
    (tmp_path / "muniment.yaml").write_text("muniment: 1\n")
    card.write_text(CARD)
    command = [sys.executable, "-m", "muniment.cli.main", "check", "--watch", "--format", "concise"]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stderr
    # Whatever goes wrong, nobody waits for ever.
    guard = threading.Timer(2 * PATIENCE, running.kill)
    guard.start()

    def until(words: str) -> list[str]:
        lines = []
        for line in running.stderr or ():
            lines.append(line)
            if words in line:
                return lines
        raise AssertionError(lines)

    try:
        assert not any("error" in line for line in until("Waiting for changes"))
        put(card, CARD + "titel: x\n")
        assert any("1 error" in line for line in until("Waiting for changes"))
        card.unlink()
        assert any("No card" in line or "0 cards" in line for line in until("Waiting for changes"))
        put(card, CARD + "titel: x\n")
        until("Waiting for changes")
    finally:
        guard.cancel()
        running.send_signal(signal.SIGINT)
        out, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert told.endswith("Stopped.\n")
    assert out.count("MUN201") >= 2
