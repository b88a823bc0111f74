"""Completion in the shells themselves: commands, options, values; nothing heavy is loaded for it."""

import os
import subprocess
from pathlib import Path

import pytest

from sample_cards import PROGRAM, run

PATH = os.pathsep.join([str(PROGRAM.parent), os.environ["PATH"]])
BASH = """
source <(muniment completion bash)
complete -p muniment > /dev/null
COMP_WORDS=({words}) COMP_CWORD={at}
_muniment_completion muniment
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# zsh completes only in a line that is being edited; what its function would offer is caught.
ZSH = """
autoload -U compinit && compinit -u -d "$1"
source <(muniment completion zsh)
[ "$_comps[muniment]" = _muniment_completion ] || exit 9
compadd() {{ print -l -- ${{(P)@[-1]}}; }}
_describe() {{ print -l -- ${{(P)3}}; }}
words=({words}) CURRENT={at}
_muniment_completion
"""


def shell(*command: str) -> list[str]:
    environment = {**os.environ, "PATH": PATH}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split("\n")


CASES = [
    (["muniment", "che"], ["check"]),
    (["muniment", "check", "--fail"], ["--fail-on"]),
    (["muniment", "check", "--fail-on", ""], ["error", "warning", "never"]),
    (["muniment", "schema", "org"], ["organisation"]),
    (["muniment", "completion", ""], ["bash", "zsh", "fish"]),
]


@pytest.mark.parametrize(("words", "offered"), CASES)
def test_bash_completes(words: list[str], offered: list[str]) -> None:
    written = " ".join(f"'{word}'" for word in words)
    said = shell("bash", "--norc", "-c", BASH.format(words=written, at=len(words) - 1))
    assert [word for word in said if word] == offered


@pytest.mark.parametrize(("words", "offered"), CASES)
def test_fish_completes(words: list[str], offered: list[str]) -> None:
    line = " ".join(words)
    said = shell("fish", "--no-config", "-c", f"muniment completion fish | source; complete -C '{line}'")
    found = [word.split("\t")[0] for word in said if word]
    assert {word for word in found if word in offered} == set(offered)
    assert len(found) <= len(offered) + 1


@pytest.mark.parametrize(("words", "offered"), CASES)
def test_zsh_completes(words: list[str], offered: list[str], tmp_path: Path) -> None:
    written = " ".join(f"'{word}'" for word in words)
    script = ZSH.format(words=written, at=len(words))
    said = shell("zsh", "--no-rcs", "-c", script, "zsh", str(tmp_path / "dump"))
    found = [word.split(":")[0] for word in said if word]
    assert {word for word in found if word in offered} == set(offered)


def test_the_script_is_printed_and_another_shell_refused() -> None:
    assert "_MUNIMENT_COMPLETE=bash_complete" in run("completion", "bash", at=Path()).stdout
    assert run("completion", "tcsh", at=Path()).returncode == 2
