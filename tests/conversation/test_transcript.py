"""What a web chat shows of messages that are stored at once."""

from bot.channels.web.transcript import Position, read_on
from tests.conversation.sending import Sending


async def test_a_message_stored_behind_a_later_one_is_shown_too(sending: Sending) -> None:
    person = await sending.person("web")
    position = Position(since=0)
    async with sending.store.transaction() as slow:
        first = sending.outbound(person, text="First")
        slow.add(first)
        await slow.flush()  # it has its number, but nobody sees it yet
        second = await sending.queue(person, text="Second")
        assert first.id < second
        shown = await read_on(sending.store, person.id, position)
        assert [event.data["text"] for event in shown] == ["Second"]
    shown = await read_on(sending.store, person.id, position)
    assert [event.data["text"] for event in shown] == ["First"]
    assert await read_on(sending.store, person.id, position) == []
