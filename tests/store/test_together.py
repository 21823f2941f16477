"""What many ask for at once is written by one, in order; what fails, fails alone."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError

from bot.store.together import Together


class Pen:
    """Writes numbers once it is let; none below zero, and nothing at all while there is no ink."""

    def __init__(self) -> None:
        self.wrote: list[list[int]] = []
        self.may_write = asyncio.Event()
        self.has_ink = True

    async def write(self, numbers: Sequence[int]) -> list[str]:
        await self.may_write.wait()
        if not self.has_ink:
            raise OperationalError("write", None, Exception("no ink"))
        if min(numbers) < 0:
            raise ValueError(f"{min(numbers)} is below zero")
        self.wrote.append(list(numbers))
        return [str(number) for number in numbers]


async def put_all(together: Together[int, str], numbers: Sequence[int]) -> list[asyncio.Task[str]]:
    """Everybody asks; the first is being written, the others wait."""
    tasks = [asyncio.create_task(together.put(number)) for number in numbers]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_who_comes_alone_is_written_alone_and_who_waits_with_all_that_wait() -> None:
    pen = Pen()
    together = Together(pen.write)
    first = await put_all(together, [1])
    others = await put_all(together, [2, 3, 4])
    pen.may_write.set()
    assert await asyncio.gather(*first, *others) == ["1", "2", "3", "4"]
    assert pen.wrote == [[1], [2, 3, 4]]
    assert await together.put(5) == "5"


async def test_one_that_cannot_be_written_keeps_none_of_the_others_from_it() -> None:
    pen = Pen()
    together = Together(pen.write)
    tasks = await put_all(together, [1, 2, -3, 4])
    pen.may_write.set()
    one, two, three, four = await asyncio.gather(*tasks, return_exceptions=True)
    assert (one, two, four) == ("1", "2", "4")
    assert isinstance(three, ValueError)
    assert [number for batch in pen.wrote for number in batch] == [1, 2, 4]


async def test_all_are_told_of_an_outage_and_written_when_it_is_over() -> None:
    pen = Pen()
    together = Together(pen.write)
    pen.has_ink = False
    tasks = await put_all(together, [1, 2, 3])
    pen.may_write.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in told] == [OperationalError] * 3
    pen.has_ink = True
    assert await together.put(1) == "1"


async def test_two_about_the_same_are_written_one_after_the_other() -> None:
    pen = Pen()
    together = Together(pen.write, apart=lambda number: (number % 10,))
    pen.may_write.set()
    assert await asyncio.gather(*await put_all(together, [1, 2, 11, 3, 13])) == [
        "1", "2", "11", "3", "13"
    ]  # fmt: skip
    assert pen.wrote == [[1, 2], [11, 3], [13]]


async def test_who_goes_away_leaves_the_others_waiting() -> None:
    pen = Pen()
    together = Together(pen.write)
    tasks = await put_all(together, [1, 2, 3])
    tasks[1].cancel()
    pen.may_write.set()
    await asyncio.wait(tasks)
    assert [task.cancelled() for task in tasks] == [False, True, False]
    assert (tasks[0].result(), tasks[2].result()) == ("1", "3")


async def test_nobody_waits_for_a_writer_that_was_ended() -> None:
    pen = Pen()
    together = Together(pen.write)
    tasks = await put_all(together, [1, 2])
    writer = next(task for task in asyncio.all_tasks() if "_write_on" in repr(task))
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.gather(*tasks)
    pen.may_write.set()
    assert await together.put(3) == "3"
