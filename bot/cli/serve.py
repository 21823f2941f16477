"""`enlace serve` and `enlace demo`: everything on this machine."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.log import configure
from bot.machine import serve as serve_machine
from bot.ports import FIRST, LAST
from bot.settings import ROOT, Settings

Host = Annotated[str, typer.Option(help="address to listen on")]
Port = Annotated[int, typer.Option(help="port to listen on", min=FIRST, max=LAST)]
DataDir = Annotated[
    Path | None, typer.Option(help="folder of the database and the secret key [ENLACE_DATA_DIR]")
]
DEMO_NUMBER = "+13125550100"
DEMO_WHATSAPP = "+13125550199"


def serve(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Run the whole service on this machine."""
    _serve(host, port, data_dir)


def demo(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Run a rehearsal: the sample city, a phone in the browser, nothing leaves this machine."""
    sample = {
        "ENLACE_SIMULATOR": "1",
        "ENLACE_CONTENT": str(ROOT / "content" / "demo"),
        "ENLACE_WIDGET_ORIGINS": "http://localhost:* http://127.0.0.1:*",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "TWILIO_FROM": DEMO_NUMBER,
        "TWILIO_WHATSAPP_FROM": DEMO_WHATSAPP,
        "TWILIO_API_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_BOT_TOKEN": f"5550100:{secrets.token_hex(16)}",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
    }
    for name, value in sample.items():
        os.environ.setdefault(name, value)
    _serve(host, port, data_dir, ROOT / "content" / "demo" / "samples")


def add_to(app: typer.Typer) -> None:
    """Registers the commands."""
    app.command()(serve)
    app.command()(demo)


def _serve(host: str, port: int, data_dir: Path | None, samples: Path | None = None) -> None:
    configure("serve")
    if data_dir:
        os.environ["ENLACE_DATA_DIR"] = str(data_dir.resolve())
    serve_machine(Settings(), host, port, Console(stderr=False), samples)
