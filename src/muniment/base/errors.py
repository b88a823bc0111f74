"""The one exception for "cannot go on". Everything else that is wrong is a finding, and findings are values."""


class CannotRun(Exception):
    """The command cannot do its work at all (exit code 2): what is wrong, and what to do next."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}"
