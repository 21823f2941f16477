"""What a running service holds, again and again, and whether it grows beyond noise."""

import asyncio
import itertools
import math
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg

from benchmarks.load import percentile
from benchmarks.parts import SHARED, memory, processes
from tests.harness.service import RunningService

EVERY_SECONDS = 5.0
SURE = 0.95
"""How sure we are of an interval."""
RESAMPLED = 500
OWN_MEMORY = f"memory of all but {SHARED}, MB"
BACKENDS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"


@dataclass(frozen=True)
class Growth:
    """Of a straight line through samples (least squares), from the first moment to the last."""

    mean: float
    grown: float
    spread: float
    """Half of the interval in which the growth is, as sure as `SURE`."""

    def is_beyond(self, share: float) -> bool:
        """Whether it surely grew by more than this share of its mean."""
        return self.grown - self.spread > share * self.mean

    def __str__(self) -> str:
        return f"{self.mean:.0f}, grown by {self.grown:+.1f} ± {self.spread:.1f}"


def growth(samples: Sequence[tuple[float, float]]) -> Growth:
    """The line through (moment, value).

    Samples that follow each other are alike, so their number is taken for what it is worth: less by
    how the residuals are correlated with the next ones (Santer et al. 2000, the usual correction
    for trends).
    """
    moments, values = [at for at, _ in samples], [value for _, value in samples]
    slope, intercept = statistics.linear_regression(moments, values)
    left = [value - intercept - slope * at for at, value in samples]
    power = sum(value**2 for value in left)
    alike = 0.0
    if power > 0:
        products = (one * two for one, two in itertools.pairwise(left))
        alike = max(0.0, sum(products) / power)
    worth = max(3.0, len(samples) * (1 - alike) / (1 + alike))
    around = statistics.fmean(moments)
    across = sum((at - around) ** 2 for at in moments)
    error = math.sqrt(power / (worth - 2) / across)
    span = moments[-1] - moments[0]
    sigmas = statistics.NormalDist().inv_cdf((1 + SURE) / 2)
    return Growth(statistics.fmean(values), slope * span, sigmas * error * span)


def ratio_of_p95(
    before: Sequence[float], later: Sequence[float], dice: random.Random
) -> tuple[float, float, float]:
    """How many times as long the p95 is later, and the interval that is in (resampled)."""
    drawn = sorted(
        percentile(dice.choices(later, k=len(later)), 0.95)
        / percentile(dice.choices(before, k=len(before)), 0.95)
        for _ in range(RESAMPLED)
    )
    edge = int(RESAMPLED * (1 - SURE) / 2)
    return percentile(later, 0.95) / percentile(before, 0.95), drawn[edge], drawn[-1 - edge]


@dataclass
class Gauges:
    """Samples of one service, (moment, value) by name: memory by part in MB (PSS), connections."""

    service: RunningService
    samples: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    async def run(self) -> None:
        """Samples until canceled."""
        while True:
            at = time.perf_counter()
            for name, value in (await asyncio.to_thread(self._read)).items():
                self.samples.setdefault(name, []).append((at, value))
            await asyncio.sleep(max(0.0, at + EVERY_SECONDS - time.perf_counter()))

    def between(self, begin: float, end: float) -> dict[str, list[tuple[float, float]]]:
        """The samples of a stretch of time."""
        return {
            name: [sample for sample in samples if begin <= sample[0] <= end]
            for name, samples in self.samples.items()
        }

    def _read(self) -> dict[str, float]:
        sizes = memory(self.service)
        with psycopg.connect(self.service.database_url) as connection:
            [backends] = connection.execute(BACKENDS).fetchone() or (0,)
        found = processes(self.service)
        ours = [process for name, those in found.items() if name != "postgres" for process in those]
        return {
            **{f"memory of {name}, MB": size for name, size in sizes.items()},
            "memory of all, MB": sum(sizes.values()),
            OWN_MEMORY: sum(sizes.values()) - sizes[SHARED],
            "connections to the database": float(backends),
            "open files and sockets": float(sum(process.num_fds() for process in ours)),
        }
