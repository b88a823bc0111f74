"""``muniment review``."""

import click

from muniment.cli.options import AS_OF, date_or_today, with_options

#: What may be decided on facts that are signed off.
DECISIONS = ("approved", "approved_with_remark", "refused")
#: In the order of the questions they answer: judgement, condition, contradiction.
ANSWERS = ("sufficient", "insufficient", "yes", "no", "explained")


@click.command("review")
@click.argument("names", nargs=-1, metavar="[ID] [PATHS]...")
@click.option("--card", metavar="CARD", help="Judge: the card on which the duty rests, as dataset/x@1.0.")
@click.option(
    "--fact", metavar="ADDRESS",
    help="Explain a contradiction on which no duty rests: its fact, as dataset/x@1.0#/quality/duplicate_rate.",
)  # fmt: skip
@click.option("--use", default="", help="Which use of the data set, where it has several.")
@click.option(
    "--answer", type=click.Choice(ANSWERS),
    help="Whether the facts suffice; yes or no to the question in a condition; explained, of a contradiction.",
)  # fmt: skip
@click.option("--reviewer", metavar="NAME", help="Who judges.")
@click.option("--role", default="", help="In which capacity.")
@click.option("--reason", metavar="TEXT", help="Why, in words that a third person can follow.")
@click.option("--as", "as_role", metavar="ROLE", help="Sign off facts of a card, in this role: legal.")
@click.option("--facts", metavar="PATH,…", help="With --as: which facts, as paths: dataset.licence,dataset.rights.")
@click.option("--decision", type=click.Choice(DECISIONS), help="With --as: what the person decided on them.")
@click.option("--remark", default="", metavar="TEXT", help="With --as: what is to be known or done.")
@click.option("--pending", is_flag=True, help="List what still has to be signed off, by muniment.yaml.")
@click.option("--date", "dated", metavar="DATE", help="The day of the judgement (default: today).")
@click.option("--replace", "overwrite", is_flag=True, help="Put this review in the place of one that stands.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Of the list."
)
@with_options(AS_OF)
def command(
    names: tuple[str, ...], card: str | None, fact: str | None, use: str, answer: str | None, reviewer: str | None,
    role: str, reason: str | None, as_role: str | None, facts: str | None, decision: str | None, remark: str,
    pending: bool, dated: str | None, overwrite: bool, form: str, as_of: str | None,
) -> None:  # fmt: skip
    """List what a person must judge, with the facts for it; with --answer, write the judgement down.

    A judgement is a file below reviews/. It holds as long as the facts it was made over say the same, and is reported
    by muniment check when they change. An ID limits the list to one duty; with --fact it is the code of a finding.

    muniment review CARD --as ROLE --facts PATH,… --decision DECISION --reviewer NAME signs off facts of a card: it
    stands until one of these facts changes, whatever else does. Which roles must sign off what before documents are
    sealed stands in muniment.yaml (sign_offs); --pending lists what is missing.
    """
    if as_role or facts or decision or remark or pending:
        from muniment.cli.sign_offs import list_or_sign

        if card or fact or use or answer or role or reason:
            raise click.UsageError("Judging a duty and signing off facts are two things: give --answer or --decision.")
        list_or_sign(names, as_role, facts, decision, reviewer, remark, pending, dated, overwrite, form, as_of)
        return
    from muniment.app.dates import read_date, today
    from muniment.app.opening import shown
    from muniment.app.reviewing import Answer, list_awaiting, split_names, write_explanation, write_review

    wanted = {"--card" if fact is None else "--fact": card if fact is None else fact}
    wanted |= {"--answer": answer, "--reviewer": reviewer, "--reason": reason}
    writes = any(value is not None for value in (*wanted.values(), dated)) or bool(use or role or overwrite)
    ids, paths = split_names(names)
    if not writes:
        from muniment.report import reviews

        on = date_or_today(as_of)
        listed = list_awaiting(ids, paths, on)
        if form == "json":
            click.echo(reviews.render_json(listed.items, on, listed.command), nl=False)
        else:
            click.echo(reviews.render_text(listed.items, listed.command), nl=False)
        return
    if not all(wanted.values()) or not answer or not reviewer or not reason:
        missing = ", ".join(flag for flag, value in wanted.items() if not value)
        raise click.UsageError(f"To write a judgement down, give also {missing}.")
    if len(ids) != 1 or ids[0].startswith("MUN") is not bool(fact):
        what, example = ("finding", "MUN503 --fact …") if fact else ("duty", "AIA-10-2-f --card …")
        raise click.UsageError(f"Name the one {what} that is judged: muniment review {example}")
    if fact and (card or use or answer != "explained"):
        raise click.UsageError("A finding is explained: give --fact and --answer explained, no --card and no --use.")
    day = read_date(dated, "--date") if dated else today()
    said = Answer(ids[0], card or "", use, answer, reviewer, role, reason, day)
    on = date_or_today(as_of)
    if fact:
        file = write_explanation(ids[0], fact, said, paths, on, overwrite=overwrite)
    else:
        file = write_review(said, paths, on, overwrite=overwrite)
    click.echo(shown(file))
    click.echo("It holds as long as the facts it was made over say the same. Commit it with the cards.", err=True)
