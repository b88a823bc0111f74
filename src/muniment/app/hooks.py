"""The hooks for pre-commit, made from one list: those of the project's repository, and those that `init` writes."""

from dataclasses import dataclass

#: What a workspace reads: a change of any of these can change what is found on any card.
FILES = r"\.card\.ya?ml$|(^|/)(muniment|waivers)\.yaml$|(^|/)(profiles|reviews)/.*\.ya?ml$|\.(lock|baseline)\.json$"
#: What `fmt` writes.
CARDS = r"\.card\.ya?ml$|(^|/)muniment\.yaml$|(^|/)profiles/.*\.ya?ml$"


@dataclass(frozen=True, slots=True)
class Hook:
    """One hook: the command it runs, what it does, and which files call for it."""

    command: str
    does: str
    files: str

    def lines(self, language: str) -> list[str]:
        """Return the hook as pre-commit reads it."""
        return [
            f"- id: muniment-{self.command}",
            f"  name: muniment {self.command}",
            f"  description: {self.does}",
            f"  entry: muniment {self.command}",
            f"  language: {language}",
            f"  files: '{self.files}'",
            "  # Cards name each other, so the whole workspace is read: once, whatever changed.",
            "  pass_filenames: false",
            "  require_serial: true",
        ]


HOOKS = (
    Hook("check", "Check cards and report every finding at its line.", FILES),
    Hook("fmt", "Give cards one form, the order of keys and the indentation.", CARDS),
)


def hooks_text() -> str:
    """Return ``.pre-commit-hooks.yaml``."""
    head = "# Generated from muniment.app.hooks; `python -m muniment.app.generate` writes it."
    return "\n".join([head, *(line for hook in HOOKS for line in hook.lines("python"))]) + "\n"


def config_text() -> str:
    """Return the ``.pre-commit-config.yaml`` of a new workspace: the check, by the muniment that is installed."""
    lines = [f"      {line}" for line in HOOKS[0].lines("system")]
    head = "# `pre-commit install` runs this before each commit, with the muniment that is installed."
    return "\n".join([head, "repos:", "  - repo: local", "    hooks:", *lines]) + "\n"
