"""The one place where the parts of the service are put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from procrastinate import App
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram import medium as telegram
from bot.channels.twilio import assembly
from bot.channels.twilio.medium import Sms
from bot.channels.twilio.sender import TwilioSms
from bot.channels.twilio.whatsapp import TwilioWhatsApp, WhatsApp
from bot.channels.web.channel import WebChat
from bot.chores import Chores
from bot.clock import Clock, ShiftedClock, SystemClock
from bot.conversation import flood
from bot.conversation.allowance import Allowance
from bot.conversation.came_by import LinkReader
from bot.conversation.campaign_preview import Preview
from bot.conversation.campaign_reach import CampaignReach
from bot.conversation.campaign_texts import CampaignTexts
from bot.conversation.campaigning import Campaigning
from bot.conversation.catalog import Catalog, supported_languages
from bot.conversation.channel import Channel, Medium
from bot.conversation.decent_hours import DecentHours
from bot.conversation.delivery import Delivery
from bot.conversation.gate import Gate
from bot.conversation.hand_over import HandOver, Providers
from bot.conversation.inbox import Inbox
from bot.conversation.license_news import LicenseNews
from bot.conversation.line_sender import LineSender, keep_sending
from bot.conversation.lines import Line
from bot.conversation.messenger import Messenger
from bot.conversation.outbox import Outbox
from bot.conversation.rasa import RasaClient
from bot.conversation.rate import Rate
from bot.conversation.reminding import Reminding
from bot.conversation.replies import Phrase
from bot.conversation.restraint import Restraint
from bot.conversation.staff import StaffDesk
from bot.conversation.terms import Terms
from bot.conversation.turn import Turn
from bot.conversation.ways_in import WaysIn
from bot.conversation.workshops import tell
from bot.errors import SetupError
from bot.services import campaigns, erasure, reminders, simulated_time, verification, workshops
from bot.services import content as content_pack
from bot.services.content import Content
from bot.services.imports import Imports
from bot.services.retention import Retention
from bot.services.samples import load_samples
from bot.settings import Settings
from bot.store.database import Database
from bot.store.jobs import Jobs, job_app
from bot.store.secrets import Vault, vault_of
from bot.store.turnstile import forget_idle

if TYPE_CHECKING:
    from bot.actions.base import EnlaceAction
    from bot.channels.telegram.desk import TelegramDesk


@dataclass
class Application:
    """Everything one process of the service works with, made on first use."""

    settings: Settings
    database_url: str
    pool_size: int = 6

    @cached_property
    def clock(self) -> Clock:
        """The time: the machine's, or a rehearsal's."""
        return ShiftedClock() if self.settings.simulator else SystemClock()

    @cached_property
    def vault(self) -> Vault:
        """Encryption, look-up hashes and tokens, from the secret key."""
        return vault_of(self.settings.secret_key, self.settings.data_dir)

    @cached_property
    def database(self) -> Database:
        """The pool of connections."""
        return Database(self.database_url, self.pool_size)

    @cached_property
    def job_app(self) -> App:
        """The queue."""
        return job_app(self.database_url)

    @cached_property
    def content(self) -> Content:
        """The city's programs, rules and texts."""
        return content_pack.load(self.settings.content)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.settings.timezone or self.content.city.time_zone)

    @cached_property
    def catalog(self) -> Catalog:
        """What we say, in every language."""
        return Catalog(self.content.texts(), self.zone, self.vault)

    @cached_property
    def public_url(self) -> str:
        """Where providers and residents reach us."""
        if not self.settings.public_url:
            raise SetupError(
                "ENLACE_PUBLIC_URL is not set: give the address under which this service is "
                "reached, for example https://enlace.example.org."
            )
        return self.settings.public_url

    @cached_property
    def sms(self) -> TwilioSms | None:
        """The SMS channel, where Twilio is set up."""
        return assembly.make_sms(self.settings, self.public_url)

    @cached_property
    def whatsapp(self) -> TwilioWhatsApp | None:
        """The WhatsApp channel, where it is set up."""
        return assembly.make_whatsapp(
            self.settings, self.public_url, self._in_every_language("choices.open")
        )

    @cached_property
    def telegram(self) -> "TelegramDesk | None":
        """Telegram's parts, where there is a bot; the library takes 14 MB, so only there."""
        settings = self.settings
        if not settings.telegram_bot_token:
            return None
        from bot.channels.telegram.desk import TelegramDesk

        secret = settings.telegram_webhook_secret
        return TelegramDesk(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_api_url,
            secret.get_secret_value() if secret else self.vault.token("telegram"),
            self.database,
            self.vault,
            self.clock,
            self.catalog,
        )

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """The channels by name."""
        channels: list[Channel] = [WebChat()]
        chat = self.telegram.channel if self.telegram else None
        channels += [channel for channel in (self.sms, self.whatsapp, chat) if channel]
        return {channel.name: channel for channel in channels}

    @cached_property
    def media(self) -> dict[str, Medium]:
        """What messages look like on every channel, set up here or not."""
        media = (WebChat(), Sms(), WhatsApp(), telegram.TelegramChat())
        return {medium.name: medium for medium in media}

    @cached_property
    def ways_in(self) -> WaysIn:
        """How somebody new reaches the assistant."""
        return WaysIn(
            self.public_url,
            self._in_every_language("link.code"),
            self.settings.twilio_from if self.sms else None,
            self.settings.twilio_whatsapp_from if self.whatsapp else None,
        )

    @cached_property
    def jobs(self) -> Jobs:
        """Defers jobs."""
        return Jobs(self.job_app)

    @cached_property
    def inbox(self) -> Inbox:
        """Takes messages in."""
        return Inbox(self.database, self.vault, self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        """Keeps messages until they are delivered."""
        return Outbox(self.jobs, self.content.templates)

    @cached_property
    def rasa_token(self) -> str:
        """What Rasa and we show each other."""
        token = self.settings.rasa_token
        return token.get_secret_value() if token else self.vault.token("rasa")

    @cached_property
    def rasa(self) -> RasaClient:
        """Understands and decides."""
        return RasaClient(self.settings.rasa_url, self.rasa_token)

    @cached_property
    def turn(self) -> Turn:
        """Answers messages."""
        return Turn(
            self.database,
            self.rasa,
            self.outbox,
            self.channels,
            self.catalog,
            self.clock,
            self.messenger,
            Terms(self.content.city.name, self.settings.stop_ends == "all"),
            LinkReader(self.database, self.catalog, self.clock, self.zone),
        )

    @cached_property
    def messenger(self) -> Messenger:
        """Writes to residents of our own accord."""
        return Messenger(self.outbox, self.media, self.catalog, self.clock, self.channels)

    @cached_property
    def correspondence(self) -> Messenger:
        """The same for who does not know which channels are set up: the workers do."""
        return Messenger(self.outbox, self.media, self.catalog, self.clock, self.media)

    @cached_property
    def staff_desk(self) -> StaffDesk:
        """Staff in residents' conversations; what they write is delivered by the workers."""
        gate = self._gate(self.reminding_on(self.media))
        return StaffDesk(self.database, self.correspondence, gate, self.clock)

    @cached_property
    def delivery(self) -> Delivery:
        """Delivers messages."""
        return Delivery(self.database, self.channels, self.vault, self.clock, self.gate, self.rate)

    @cached_property
    def gate(self) -> Gate:
        """What every message passes on its way out."""
        return self._gate(self.reminding)

    def _gate(self, reminding: Reminding) -> Gate:
        rules = self.content.reminders
        return Gate(
            self.decent_hours,
            self.allowances,
            Restraint(rules.gap, rules.per_week),
            reminding.no_longer_due,
            campaigns.withheld,
            reminders.let_go,
        )

    @cached_property
    def rate(self) -> Rate:
        """The pace of every channel."""
        return Rate(self.database, self.allowances)

    async def send_from_lines(self, providers: Providers) -> None:
        """Sends what nobody asked for, whenever no other worker does, until canceled."""
        await keep_sending(
            self.database,
            [
                self._line_sender(channel, providers)
                for channel in self.channels.values()
                if not channel.is_fetched
            ],
        )

    def _line_sender(self, channel: Channel, providers: Providers) -> LineSender:
        line = Line(channel.name, self.gate, self.vault)
        hand_over = HandOver(line, channel, self.database, self.jobs, self.clock, self.delivery)
        return LineSender(line, hand_over, self.rate, self.clock, providers)

    @cached_property
    def allowances(self) -> dict[str, Allowance]:
        """What the sender of each channel may do."""
        return {
            **assembly.allowances(self.settings),
            telegram.NAME: Allowance(telegram.PER_SECOND),
        }

    @cached_property
    def decent_hours(self) -> DecentHours:
        """When residents may be written to unasked."""
        hours = self.content.reminders.hours
        return DecentHours(self.zone, hours.begin, hours.end)

    @cached_property
    def reminding(self) -> Reminding:
        """Writes reminders on the channels that are set up here."""
        return self.reminding_on(self.channels)

    def reminding_on(self, channels: Mapping[str, Medium]) -> Reminding:
        """Writes reminders on these channels; the workers deliver them."""
        return Reminding(self.content, self.catalog, channels, self.decent_hours, self.zone)

    @cached_property
    def campaign_texts(self) -> CampaignTexts:
        """Puts campaigns into words."""
        return CampaignTexts(self.content, self.catalog, self.media)

    @cached_property
    def campaign_preview(self) -> Preview:
        """Shows campaigns beforehand."""
        languages = self.content.city.languages
        reach = self._campaign_reach(self.media)
        return Preview(self.campaign_texts, self.media, self.allowances, languages, reach)

    @cached_property
    def campaigning(self) -> Campaigning:
        """Sends campaigns on the channels that are set up here."""
        return Campaigning(
            self.campaign_texts,
            self.channels,
            self.content.templates,
            self.decent_hours,
            self._campaign_reach(self.channels),
        )

    def _campaign_reach(self, channels: Mapping[str, Medium]) -> CampaignReach:
        content = self.content
        return CampaignReach(
            self.campaign_texts,
            channels,
            self.allowances,
            content.templates,
            content.city.languages[0],
        )

    @cached_property
    def chores(self) -> Chores:
        """What the workers do as time passes, by name."""
        return Chores(
            self.database,
            self.clock,
            {
                "erasures": erasure.erase_due,
                "floods": partial(flood.release_due, jobs=self.jobs),
                "reminders": self.reminding.remind,
                "campaigns": self.campaigning.send_on,
                "paces": forget_idle,
                "licenses": self.license_news.lapse,
                "seats": self._settle_seats,
                "used codes": verification.forget_codes,
                "transcripts": Retention(self.settings.transcript_days).expire_due,
            },
        )

    @cached_property
    def license_news(self) -> LicenseNews:
        """Tells residents what becomes of their licenses."""
        return LicenseNews(self.correspondence, self.content.license, self.zone)

    @cached_property
    def actions(self) -> "list[EnlaceAction]":
        """What Rasa may have done; imported here, since only `enlace web` needs them."""
        from bot.actions import make_actions
        from bot.actions.base import Toolbox

        toolbox = Toolbox(
            database=self.database,
            clock=self.clock,
            zone=self.zone,
            content=self.content,
            vault=self.vault,
            messenger=self.messenger,
            languages=supported_languages(),
            ways_in=self.ways_in,
        )
        return make_actions(toolbox)

    def _in_every_language(self, key: str) -> dict[str, str]:
        texts, phrase = self.catalog, Phrase(key=key)
        return {language: texts[language].text(phrase) for language in texts.languages}

    async def _settle_seats(self, session: AsyncSession, now: datetime) -> None:
        """Offers of seats lapse, and freed seats are offered on."""
        for session_id in await workshops.due(session, now):
            notices = await workshops.settle(session, session_id, now, self.zone)
            await tell(session, self.messenger, notices)

    async def load_samples(self, folder: Path) -> None:
        """Puts a rehearsal's invented data into the database, where it has no sessions to come."""
        async with self.database.transaction() as session:
            if isinstance(self.clock, ShiftedClock):
                await simulated_time.follow(session, self.clock)
            imports = Imports(self.vault, self.zone)
            await load_samples(session, imports, folder, self.clock.now())
        await self.close()

    async def close(self) -> None:
        """Closes connections."""
        made = vars(self)  # what was used; a command beside the service has little to close
        desk: TelegramDesk | None = made.get("telegram")
        channels = (made.get("sms"), made.get("whatsapp"), desk.channel if desk else None)
        for line in (made.get("rasa"), *channels):
            if line:
                await line.close()
        await self.database.close()
