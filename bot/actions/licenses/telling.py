"""Where a license stands, in words."""

from typing import Any

from bot.conversation.replies import Choice, Phrase, Reply
from bot.services.content import Content, LicenseProgram
from bot.services.licenses import Standing
from bot.services.phrases import plain, says

GIVE_UP = "give_up"
GIVE_UP_NOW = "give_up_now"
KEEP = "keep"
GRANTED = ("provider", "ends_on")
CAN_BE_GIVEN_UP = ("requested", "waitlisted", "approved", "granted")


def closed(program: LicenseProgram) -> list[Reply]:
    """What is told while the program takes no requests."""
    return [
        Reply(key=f"content.licenses.{program.id}.closed.{n}") for n in range(len(program.closed))
    ]


def about(program: LicenseProgram) -> list[Reply]:
    """What a license of the program is."""
    return [
        Reply(key=f"content.licenses.{program.id}.about.{n}") for n in range(len(program.about))
    ]


def says_license(program: LicenseProgram, text: str) -> bool:
    """Whether a text speaks of the program's licenses, by its name or the word."""
    return says("license", text) or plain(program.name)[0] in " ".join(plain(text))


def told(program: LicenseProgram, standing: Standing) -> Reply:
    """One message on where a license stands."""
    return Reply(key=f"license.{_key(standing)}", args=_args(program, standing))


def granted_now(program: LicenseProgram, standing: Standing) -> Reply:
    """The news that a license was granted to who has just asked for it."""
    given = _args(program, standing)
    return Reply(key="license.news.granted", args={name: given[name] for name in GRANTED})


def with_choices(reply: Reply, content: Content, standing: Standing | None) -> Reply:
    """The message with what can be done from here."""
    return reply.model_copy(update={"choices": tuple(_from_here(content, standing))})


def _key(standing: Standing) -> str:
    match standing.state:
        case "granted" if standing.is_renewal_asked:
            return "renewal_asked"
        case "granted" if standing.can_renew:
            return "granted.renewable"
        case "granted" if standing.renewal_opens_on is None:
            return "granted.not_renewable"
        case "waitlisted" if standing.place == 1:
            return "waitlisted.first"
    return standing.state


def _args(program: LicenseProgram, standing: Standing) -> dict[str, Any]:
    given: dict[str, Any] = {"provider": program.name}
    for name, day in (
        ("requested_on", standing.requested_on),
        ("ends_on", standing.ends_on),
        ("opens_on", standing.renewal_opens_on),
    ):
        if day:
            given[name] = {"$date": day.isoformat()}
    given |= {"days": standing.days_left, "place": standing.place}
    return given


def _from_here(content: Content, standing: Standing | None) -> list[Choice]:
    state = standing.state if standing else None
    choices = []
    if standing and standing.can_renew and not standing.is_renewal_asked:
        choices.append(_choice("menu.renew_license", "renew_license"))
    is_taken = content.license is not None and content.license.requests != "closed"
    if state not in CAN_BE_GIVEN_UP and is_taken:
        choices.append(_choice("menu.request_license", "request_license"))
    choices.append(_choice("menu.ask_courses", "ask_courses"))
    if state in CAN_BE_GIVEN_UP:
        key = "license.give_up" if state == "granted" else "license.withdraw"
        choices.append(_choice(key, "check_license", GIVE_UP))
    return choices


def _choice(key: str, intent: str, option: str | None = None) -> Choice:
    entities = {"option": option} if option else {}
    return Choice(label=Phrase(key=key), intent=intent, entities=entities)


def sure_to_give_up() -> Reply:
    """Asks once before a license is given up."""
    return Reply(
        key="license.give_up.question",
        choices=(
            _choice("choice.yes", "check_license", GIVE_UP_NOW),
            _choice("choice.no", "check_license", KEEP),
        ),
    )
