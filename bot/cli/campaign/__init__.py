"""`enlace campaign`: one message to many residents, for staff."""

import typer

from bot.cli.campaign import acts, showing, writing


def add_to(parent: typer.Typer) -> None:
    """Registers the commands."""
    app = typer.Typer(
        help="Write to many residents: prepare, see, approve, start, pause, cancel, report.",
        no_args_is_help=True,
    )
    app.command()(writing.create)
    app.command()(writing.edit)
    app.command()(showing.preview)
    app.command()(acts.approve)
    app.command()(acts.start)
    app.command()(acts.pause)
    app.command()(acts.resume)
    app.command()(acts.cancel)
    app.command()(showing.report)
    app.command("list")(showing.show_all)
    parent.add_typer(app, name="campaign")
