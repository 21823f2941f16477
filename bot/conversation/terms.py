"""What everybody is told once: who writes, how often, what it may cost, how to get help and end it.

The points are those of the CTIA's principles, 5.1.2 (messaging-facts §3); one segment.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversation.channel import Medium
from bot.conversation.gate import HELP_NOTICE
from bot.conversation.goodbyes import GOODBYES
from bot.conversation.outcome import Outcome
from bot.conversation.replies import Reply
from bot.services import consent
from bot.store.models import Conversation, InboundMessage

FIRST_CONTACT = "consent.first_contact"
UNFIT = frozenset({"opt_out", "opt_in", "distress"})
"""Answers that nothing is put in front of."""


class Terms:
    """Puts the notices in front of what is answered. They name the program by its `city`.

    `stop_ends_all` is what a bare STOP means after a reminder: all messages, or reminders only.
    """

    def __init__(self, city: str, stop_ends_all: bool = True) -> None:
        self._args = {"city": city}
        self.stop_ends_all = stop_ends_all

    async def before(
        self,
        session: AsyncSession,
        inbound: InboundMessage,
        conversation: Conversation,
        channel: Medium,
        outcome: Outcome,
    ) -> list[Reply]:
        """The notice due with this answer, if any; once an address, and to HELP."""
        is_goodbye = any(reply.key in GOODBYES for reply in outcome.replies)
        if channel.is_fetched or not outcome.replies or is_goodbye or outcome.intent in UNFIT:
            return []
        if conversation.terms_told_at is None:
            now = inbound.received_at
            await consent.note_terms_told(session, conversation, inbound.text, now)
            return [Reply(key=FIRST_CONTACT, args=self._args)]
        is_told = inbound.provider_did == "help" or outcome.replies[0].key == HELP_NOTICE
        is_due = inbound.choice is None and not is_told and consent.is_help(inbound.text)
        return [self.help_notice()] if is_due else []

    def help_notice(self) -> Reply:
        """What HELP is answered with."""
        return Reply(key=HELP_NOTICE, args=self._args)
