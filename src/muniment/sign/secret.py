"""A passphrase, PIN or access token on its way from where it is kept to what it opens."""


class Secret:
    """Bytes that show nowhere: not in a message, a log, a traceback with its values, or a pickle."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    def reveal(self) -> bytes:
        """Return the secret; only for what it opens."""
        return self._content

    def text(self) -> str:
        """Return the secret as text; only for what it opens."""
        return self._content.decode("utf-8")

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")
