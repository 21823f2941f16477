"""Rules for what stands between days and times: before, from, or, but, not."""

from bot.services.when.items import Edge, Joint
from bot.services.when.scanner import AFTER_THING, BEFORE_THING, TIME, Rule, constant, rule
from bot.services.when.words import says


def edge_rules() -> list[Rule]:
    """Before, until, after and since, right before a day or time that was found."""
    return [
        *(
            rule(says(field) + BEFORE_THING, constant(edge), TIME)
            for edge, field in (
                (Edge.BEFORE, "before"),
                (Edge.UNTIL, "until"),
                (Edge.AFTER, "after"),
                (Edge.SINCE, "since"),
            )
        ),
        rule(AFTER_THING + says("onwards"), constant(Joint.ONWARDS), TIME),
        rule(AFTER_THING + says("or_earlier"), constant(Joint.OR_EARLIER), TIME),
    ]


def joint_rules() -> list[Rule]:
    """What stands between days and times: read last, so that it is no part of them."""
    return [
        rule(
            rf"{AFTER_THING}(?:{says('no_after_day')})(?= ,|$| {says('but')})",
            constant(Joint.NOT_THAT),
            TIME,
        ),
        rule(says("except_"), constant(Joint.EXCEPT), TIME),
        rule(says("but"), constant(Joint.BUT), TIME),
        rule(says("or_"), constant(Joint.OR), TIME),
        rule(says("any_time"), constant(Joint.ANY), TIME),
    ]
