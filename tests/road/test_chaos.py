"""What must hold whatever is killed; `benchmarks/chaos.py` runs the same at full size."""

import random
from collections.abc import Iterator

import pytest

from tests.harness.service import RunningService, free_port, open_folder
from tests.harness.standin import RunningStandin
from tests.harness.storm import Storm

pytestmark = pytest.mark.xdist_group("processes")
"""They start services of their own and load the machine: one after another."""


@pytest.fixture
def standin() -> Iterator[RunningStandin]:
    behaviour = '{"drop_after_accepting": 0.1, "fail_after_accepting": 0.1}'
    standin = RunningStandin(free_port(), behaviour)
    yield standin
    standin.stop()


@pytest.fixture
def own_service(standin: RunningStandin) -> Iterator[RunningService]:
    service = RunningService(
        open_folder("chaos"), standin.service_port, "serve", standin.wait().settings
    )
    yield service
    service.remove()


async def test_every_message_is_answered_once_and_in_order_while_parts_are_killed(
    own_service: RunningService, standin: RunningStandin
) -> None:
    own_service.wait()
    seed = random.randrange(10**6)
    report = await Storm(
        own_service, standin.base_url, phones=20, messages=3, seed=seed, pause=(1.0, 2.5), gap=2
    ).run()
    print(report)
    assert report.killed
    assert report.faults == [], str(report)
