"""200 conversations at once through the Twilio webhook, while parts of the service are killed.

    .tools/bin/uv run python -m benchmarks.chaos

Runs `enlace serve` and the Twilio stand-in as processes of their own, on loopback, with a data
directory of its own; ends what it started. Exits 1 if a message was lost, answered twice or out of
order. `--part` may be given several times: worker, rasa, web, postgres.
"""

import asyncio
import random
import sys
import time
from typing import Annotated

import typer

from tests.harness.service import RunningService, free_port, open_folder
from tests.harness.standin import RunningStandin
from tests.harness.storm import Storm


def main(
    phones: Annotated[int, typer.Option(help="conversations at once")] = 200,
    messages: Annotated[int, typer.Option(help="texts of each")] = 8,
    part: Annotated[list[str] | None, typer.Option(help="what is killed")] = None,
    seed: Annotated[int | None, typer.Option(help="repeat an earlier run's dice")] = None,
    gap: Annotated[float, typer.Option(help="longest pause between two texts, seconds")] = 15,
    behaviour: Annotated[str, typer.Option(help="how the provider misbehaves, JSON")] = "{}",
    keep: Annotated[bool, typer.Option(help="keep the data directory")] = False,
) -> None:
    """Run the storm and say what it did."""
    seed = random.randrange(10**6) if seed is None else seed
    print(f"seed {seed}", flush=True)
    port = free_port()
    standin = RunningStandin(port, behaviour)
    service = RunningService(open_folder("chaos"), port, "serve", standin.settings)
    try:
        standin.wait()
        service.wait()
        begun = time.monotonic()
        storm = Storm(
            service, standin.base_url, phones, messages, seed, part or ("worker", "rasa"), gap=gap
        )
        report = asyncio.run(storm.run())
        print(f"{report}\n  {time.monotonic() - begun:.0f} s in all")
    finally:
        service.stop()
        standin.stop()
        if keep:
            print(service.data_dir)
        else:
            service.remove()
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    typer.run(main)
