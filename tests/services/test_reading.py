"""Reading what households say: in English, Spanish and both, with typos and without accents."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.content import Content
from bot.services.household import Reading, read
from bot.services.phrases import answer, plain

Told = dict[str, Any]


def _read(
    content: Content,
    text: str,
    asking: str | None = None,
    *,
    intent: str = "inform",
    before: Told | None = None,
    **entities: str,
) -> Reading:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return read(text, intent, found, asking, before or {}, content)


# What a statement tells, asked or not


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my kids go to cps", {"B1": "yes"}),
        ("They're in the public school by us", {"B1": "yes"}),
        ("mis hijos van al cps", {"B1": "yes"}),
        ("van a la escuela publica", {"B1": "yes"}),
        ("my kid is in publc school", {"B1": "yes"}),
        ("he's at a catholic school", {"B1": "no"}),
        ("mi hija va a colegio particular", {"B1": "no"}),
        ("we homeschool", {"B1": "no"}),
        ("mi hija ya salio de cps", {"B1": "no"}),
        ("they used to go to cps", {"B1": "no"}),
        ("my daughter goes to a charter", {"B1": "unknown"}),
        ("dos en CPS y uno en charter", {"B1": "yes"}),
        ("no tenemos wifi", {"B3": "no"}),
        ("no hay internet en mi casa", {"B3": "no"}),
        ("puro celular", {"B3": "no"}),
        ("solo tengo los datos del telefono", {"B3": "no"}),
        ("we dont have no internet", {"B3": "no"}),
        ("only my phone", {"B3": "no"}),
        ("the school gave us a hotspot", {"B3": "no"}),
        ("they cut off our xfinity last month", {"B3": "no"}),
        ("nos cortaron el internet", {"B3": "no"}),
        ("we use my neighbors wifi", {"B3": "no"}),
        ("we have comcast", {"B3": "yes"}),
        ("i pay xfinty 80 a month", {"B3": "yes"}),
        ("tengo comcas", {"B3": "yes"}),
        ("tenemos cable de rcn", {"B3": "yes"}),
        ("We qualify for free lunch because of our income", {"B2": "yes", "A2": "yes"}),
        ("the school told us we count as low-income", {"B2": "yes"}),
        ("la escuela nos dijo que somos de bajos recursos", {"B2": "yes"}),
        ("we make too much money", {"B2": "no"}),
        ("we get food stamps", {"signs": ["snap"]}),
        ("my son has medicade", {"A3": "yes", "signs": ["medicaid"]}),
        ("we don't have medicaid", {"A3": "no"}),
        ("no tenemos tarjeta medica", {"A3": "no"}),
        ("my kids get free lunch", {"signs": ["free_lunch"]}),
        ("estamos con mi hermana porque perdimos la casa", {"A7": "yes"}),
        ("we're staying with my sister cuz we got evicted", {"A7": "yes"}),
        ("we stay in a shelter", {"A7": "yes"}),
        ("vivimos arrimados con mi suegra", {"A7": "yes"}),
        ("dormimos en el carro", {"A7": "yes"}),
        ("we already have chicago connected", {"D1": "yes"}),
        ("si van al cps pero no tenemos wifi", {"B1": "yes", "B3": "no"}),
        (
            "my daughter goes to CPS and we dont have wifi just our phones",
            {"B1": "yes", "B3": "no"},
        ),
        ("mis kids van a public school y usamos puro data del phone", {"B1": "yes", "B3": "no"}),
        ("va en tercero", {"school_age": "yes"}),
        ("3rd and 5th", {"school_age": "yes"}),
    ],
)
def test_a_statement_tells(demo: Content, text: str, told: Told) -> None:
    reading = _read(demo, text)
    assert reading.facts == told
    assert set(reading.changed) == set(told)
    assert reading.understood
    assert not reading.answered


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my sister has comcast", "inform"),
        ("mi vecina tiene comcast", "inform"),
        ("is it only for cps students?", "check_eligibility"),
        ("if we have comcast can we still get it?", "check_eligibility"),
        ("we have had no internet since friday", "report_internet_problem"),
        ("do we qualify", "check_eligibility"),
        ("I owe comcast money can i get it", "check_eligibility"),
        ("hola", "greet"),
        ("", "out_of_scope"),
        ("we dont have a hotspot", "inform"),
    ],
)
def test_what_is_not_said_of_the_household_tells_nothing(
    demo: Content, text: str, intent: str
) -> None:
    reading = _read(demo, text, intent=intent)
    assert reading.facts == {}
    assert not reading.understood


# What answers the question asked


@pytest.mark.parametrize(
    ("asking", "text", "intent", "value"),
    [
        ("B1", "yes", "affirm", "yes"),
        ("B1", "siii", "affirm", "yes"),
        ("B1", "claro q si", "affirm", "yes"),
        ("B1", "simón", "inform", "yes"),
        ("B1", "yes they do", "affirm", "yes"),
        ("B1", "no", "deny", "no"),
        ("B1", "nel pastel", "deny", "no"),
        ("B1", "no they dont", "deny", "no"),
        ("B1", "creo que no", "deny", "no"),
        ("B1", "PUBLICA", "inform", "yes"),
        ("B1", "private", "inform", "no"),
        ("B1", "charter", "inform", "unknown"),
        ("B2", "idk", "inform", "unknown"),
        ("B2", "no sé", "inform", "unknown"),
        ("B2", "no se la verdad", "deny", "unknown"),
        ("B2", "im not sure", "deny", "unknown"),
        ("B2", "quien sabe", "inform", "unknown"),
        ("B2", "nobody told us", "inform", "unknown"),
        ("B2", "no nadie me ha dicho", "deny", "unknown"),
        ("B2", "i think so", "affirm", "yes"),
        ("B2", "we have snap", "inform", "unknown"),
        ("B2", "yes we have snap", "affirm", "yes"),
        ("B3", "no", "deny", "no"),
        ("B3", "no we dont have cable", "deny", "no"),
        ("B3", "no tengo", "deny", "no"),
        ("B3", "yes but its only a hotspot", "affirm", "no"),
        ("B3", "comcas", "inform", "yes"),
        ("B3", "tenemos wifi", "inform", "yes"),
        ("B3", "i dont think we have wifi", "inform", "no"),
        ("B3", "nunca hemos tenido internet", "inform", "no"),
        ("B3", "cable tv only", "inform", "unknown"),
        ("A7", "skip", "inform", "unknown"),
        ("A7", "prefiero no decir", "inform", "unknown"),
        ("A7", "we live with my sister right now", "inform", "yes"),
        ("A7", "no we rent", "inform", "no"),
        ("A7", "no gracias a dios tenemos casa", "inform", "no"),
    ],
)
def test_a_reply_answers_the_question(
    demo: Content, asking: str, text: str, intent: str, value: str
) -> None:
    reading = _read(demo, text, asking, intent=intent)
    assert reading.facts[asking] == value
    assert reading.answered


@pytest.mark.parametrize("value", ["yes", "no", "unknown"])
def test_a_tapped_choice_answers_the_question(demo: Content, value: str) -> None:
    assert _read(demo, "1", "B2", option=value).facts == {"B2": value}


def test_skipping_is_told_apart_from_not_being_sure(demo: Content) -> None:
    assert _read(demo, "skip this", "A7").skipped
    assert _read(demo, "", "A7", option="skip").skipped
    assert not _read(demo, "not sure", "A7").skipped


@pytest.mark.parametrize("text", ["ok", "what?", "60608", "mañana", "2"])
def test_what_is_no_answer_leaves_the_question_open(demo: Content, text: str) -> None:
    assert not _read(demo, text, "B2").answered


def test_an_answer_to_another_question_is_no_answer_to_this_one(demo: Content) -> None:
    reading = _read(demo, "no tenemos wifi", "B1", intent="deny")
    assert reading.facts == {"B3": "no"}
    assert not reading.answered


def test_several_answers_in_one_message(demo: Content) -> None:
    text = "Yes, my daughter goes to public school. The school said we are low income. no internet"
    reading = _read(demo, text, "B1")
    assert reading.facts == {"B1": "yes", "B2": "yes", "B3": "no"}
    assert set(reading.changed) == {"B1", "B2", "B3"}


# Corrections


def test_what_is_said_now_overrides_what_was_said_before(demo: Content) -> None:
    reading = _read(demo, "actually we do have comcast", before={"B3": "no"})
    assert reading.facts == {"B3": "yes"}
    assert reading.changed == ("B3",)


def test_a_corrected_zip_is_not_a_no_to_the_question(demo: Content) -> None:
    reading = _read(demo, "no, 60608", "B3", before={"zip_code": "60609"}, zip_code="60608")
    assert reading.facts == {"zip_code": "60608"}


def test_another_child_elsewhere_takes_nothing_back(demo: Content) -> None:
    text = "my other kid goes to catholic school"
    assert _read(demo, text, before={"B1": "yes"}).facts == {"B1": "yes"}
    assert _read(demo, "they dont go to cps", before={"B1": "yes"}).facts == {"B1": "no"}


def test_the_same_again_changes_nothing_and_is_understood(demo: Content) -> None:
    reading = _read(demo, "we have comcast", before={"B3": "yes"})
    assert reading.changed == ()
    assert reading.understood


def test_public_aid_adds_up(demo: Content) -> None:
    assert _read(demo, "also snap", before={"signs": ["medicaid"]}).facts["signs"] == [
        "medicaid",
        "snap",
    ]


# Entities


@pytest.mark.parametrize(
    ("text", "school", "told"),
    [
        ("my son goes to lawndale elementary", "lawndale elementary", "yes"),
        ("va a la juarez", "juarez", "yes"),
        ("St. Ann catholic school", "St. Ann catholic school", "no"),
        ("he goes to st agnes", "st agnes", "unknown"),
        ("noble butler", "noble butler", "unknown"),
        ("kipp ascend", "kipp ascend", "unknown"),
        ("holy trinity, its private", "holy trinity", "unknown"),
        ("lane tech and another to catholic school", "lane tech", "yes"),
    ],
)
def test_a_school_named_is_public_unless_it_sounds_otherwise(
    demo: Content, text: str, school: str, told: str
) -> None:
    facts = _read(demo, text, school=school).facts
    assert facts["B1"] == told
    assert facts["school_age"] == "yes"
    assert facts["school"] == school


@pytest.mark.parametrize(
    ("text", "count", "told"),
    [
        ("2 kids", "2", 2),
        ("tengo tres hijos", "tres", 3),
        ("we are 5 at home", "5", None),
        ("500 kids", "500", None),
        ("2 little kids in cps", "2", 2),
    ],
)
def test_only_children_are_counted(demo: Content, text: str, count: str, told: int | None) -> None:
    assert _read(demo, text, count=count).facts.get("children") == told


@pytest.mark.parametrize(
    ("text", "entity", "told"),
    [
        ("60623", "60623", "60623"),
        ("mi zip es 60632", "", "60632"),
        ("606", "606", None),
        ("my code is 60623", "", None),
    ],
)
def test_a_zip_has_five_digits(demo: Content, text: str, entity: str, told: str | None) -> None:
    assert _read(demo, text, zip_code=entity).facts.get("zip_code") == told


# Another city, any text


def test_another_city_is_read_by_its_own_words(springfield: Content) -> None:
    assert _read(springfield, "we dont rent but we have fiberr").facts == {"S1": "no", "S2": "yes"}
    assert _read(springfield, "wynajmujemy").facts == {"S1": "yes"}
    assert _read(springfield, "my kids go to cps").facts == {}


anything = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "no",
            "si",
            "yes",
            "we",
            "dont",
            "have",
            "comcast",
            ",",
            ".",
            "?",
            "wifi",
            "cps",
            "pero",
            "but",
            "60608",
            "ñ",
            "'",
            "medicaid",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(
    text=anything,
    intent=st.sampled_from(["inform", "affirm", "deny", "greet", "check_eligibility"]) | st.none(),
    asking=st.sampled_from(["B1", "B2", "B3", "A7", "nothing"]) | st.none(),
    entities=st.lists(
        st.fixed_dictionaries(
            {
                "entity": st.sampled_from(["school", "zip_code", "count", "option", "date"]),
                "value": st.text(max_size=20) | st.integers() | st.none(),
            }
        ),
        max_size=4,
    ),
    facts=st.dictionaries(
        st.sampled_from(["B1", "B3", "signs", "zip_code"]), st.text(max_size=4) | st.none()
    ),
)
def test_no_text_makes_it_stumble(
    demo: Content,
    text: str,
    intent: str | None,
    asking: str | None,
    entities: list[Told],
    facts: Told,
) -> None:
    reading = read(text, intent, entities, asking, facts, demo)
    assert json.loads(json.dumps(reading.facts)) == reading.facts
    assert reading.understood or not reading.changed
    assert set(facts) <= set(reading.facts)


@pytest.mark.parametrize(
    ("text", "said"),
    [("uh huh", "yes"), ("uh, yes", "yes"), ("nuh uh", "no"), ("uh no", "no"), ("sii", "yes")],
)
def test_a_sound_is_an_answer_and_a_filler_is_none(text: str, said: str) -> None:
    assert answer(plain(text)) == said


@given(st.text(max_size=400))
def test_plain_text_is_small_letters_and_figures(text: str) -> None:
    for sentence in plain(text):
        assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789, " for c in sentence)
    answer(plain(text))


def test_a_very_long_text_is_read_in_no_time(demo: Content) -> None:
    _read(demo, "no tenemos wifi pero " * 5000, "B3")


# Scraps beside "do we qualify?", and what the rule does not ask


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("do we qualify?? 2 kids at cps. no internet at home", {"B1": "yes", "B3": "no"}),
        ("califico? dos en cps. puro celular. 60623", {"B1": "yes", "B3": "no"}),
        ("Can i get it? Cps. Comcast cut us off. Section 8", {"B1": "yes", "B3": "no"}),
        ("me toca? sin wifi en casa", {"B3": "no"}),
        ("free internet for cps students. how do i know if i can get it", {}),
        ("internet gratis para los de cps. puedo?", {}),
        ("is that right? for cps? no wifi needed?", {}),
        ("hola. es para los de cps o no", {}),
        ("cps no wifi", {}),
    ],
)
def test_scraps_beside_the_wish_to_be_screened(chicago: Content, text: str, told: Told) -> None:
    facts = _read(chicago, text, intent="check_eligibility").facts
    assert {name: facts[name] for name in facts if name in chicago.criteria} == told


@pytest.mark.parametrize(
    "text",
    [
        *("we rent", "renting", "we own our house", "i live in an apartment"),
        *("rentamos un depa", "es de renta", "vivimos en un departamento", "casa propia"),
    ],
)
def test_what_the_rule_does_not_ask_is_heard(chicago: Content, text: str) -> None:
    reading = _read(chicago, text, "B2")
    assert reading.asides == ("tenure",)
    assert (reading.understood, reading.answered) == (True, False)
