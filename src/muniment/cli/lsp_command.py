"""``muniment lsp``."""

import click

from muniment.cli.options import AS_OF


@click.command("lsp")
@AS_OF
def command(as_of: str | None) -> None:
    """Serve an editor over standard input and output (Language Server Protocol 3.17).

    Findings as you type, with the law and what to write; quick fixes; from a name to the card it names and back; how
    the fact under the cursor stands. Keys and values are completed by yaml-language-server with the schema that
    muniment schema prints; both work side by side. Needs: pip install 'muniment[lsp]'.
    """
    from muniment.app.dates import read_date
    from muniment.base.errors import CannotRun

    day = read_date(as_of, "--as-of") if as_of else ""
    try:
        from muniment.editor.server import make_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise CannotRun(
            "The language server needs pygls, which is not installed.", "pip install 'muniment[lsp]'"
        ) from None
    make_server(day).start_io()
