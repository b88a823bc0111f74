"""``muniment completion``."""

import click

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script by which a shell completes commands, options, their values and files.

    For the shell that is open: source <(muniment completion bash), with zsh the same; in fish, muniment completion fish
    | source. To keep it, write it to ~/.local/share/bash-completion/completions/muniment, to a file _muniment in a
    folder of zsh's fpath, or to ~/.config/fish/completions/muniment.fish.
    """
    from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

    from muniment.cli.main import group

    kinds: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
    kind = kinds[shell]
    variables = kind(group, {}, "muniment", "_MUNIMENT_COMPLETE").source_vars()
    # Not `source()`, which starts bash to ask for its version.
    click.echo(kind.source_template % variables)
