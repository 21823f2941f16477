"""A content pack: what is in it, how one extends another, and how its faults are told."""

import re
import shutil
from pathlib import Path

import pytest

from bot.services.content import Content, ContentError, load

SPRINGFIELD = Path(__file__).parent / "data" / "springfield"

ANSWERED = [
    "ask_program",
    "ask_cost",
    "ask_documents",
    "ask_privacy",
    "ask_how_to_apply",
    "check_status",
    "report_internet_problem",
    "report_move",
    "ask_certificate",
    "find_workshops",
    "out_of_scope",
]


def test_in_chicago_nobody_has_said_which_rule_holds(chicago: Content) -> None:
    assert chicago.program.in_force is None
    assert chicago.program.phase is None
    assert not chicago.city.rehearsal


def test_the_demo_is_chicago_with_the_rule_of_december_2020_and_says_so(
    chicago: Content, demo: Content
) -> None:
    assert demo.program.in_force == "B"
    assert demo.city.rehearsal
    added = set(demo.texts()) - set(chicago.texts())
    assert "content.city.rehearsal" in added
    samples = [course for course in demo.courses if course not in chicago.courses]
    assert all("sample" in demo.courses[course].title["en"] for course in samples)
    assert all("ejemplo" in demo.courses[course].title["es"] for course in samples)
    assert {key.split(".")[2] for key in added if key.startswith("content.courses.")} == set(
        samples
    )
    assert demo.city.name == chicago.city.name


def test_no_reminder_offers_to_renew_what_no_requests_are_taken_for(
    chicago: Content, demo: Content
) -> None:
    for content in (chicago, demo):
        assert content.license
        offers = {
            choice.intent
            for kind in content.reminders.kinds.values()
            if kind.follows == "license_end"
            for choice in kind.choices
        }
        assert ("renew_license" in offers) == (content.license.requests != "closed")


@pytest.mark.parametrize("intent", ANSWERED)
def test_every_question_has_one_or_two_messages(
    intent: str, chicago: Content, demo: Content
) -> None:
    for content in (chicago, demo):
        keys = content.answer(intent)
        assert 1 <= len(keys) <= 2
        assert all(key in content.texts() for key in keys)


def test_an_answer_follows_the_phase_in_force(chicago: Content, demo: Content) -> None:
    assert chicago.answer("ask_cost")[0] == "content.answers.ask_cost.0"
    assert demo.answer("ask_cost")[0] == "content.answers.ask_cost.B.0"
    assert demo.answer("check_status") == ["content.answers.check_status.0"]
    assert demo.answer("no_such_intent") == []


def test_a_text_from_before_2025_names_its_year_and_an_undated_one_says_so(
    chicago: Content,
) -> None:
    undated = re.compile(r"\b20\d\d\b|no date|sin fecha")
    for key, message in chicago.messages().items():
        for language, text in message.text.items():
            if message.as_of == "undated":
                assert undated.search(text), f"{key}.{language}"
            elif int(message.as_of[:4]) < 2025:
                assert re.search(r"\b20(1\d|2[0-4])\b", text), f"{key}.{language}"


def test_a_phone_number_bears_its_year_wherever_it_stands(chicago: Content) -> None:
    for key, text in chicago.texts().items():
        for language, said in text.items():
            if "773-417-1060" in said:
                assert "2020" in said, f"{key}.{language}"


def test_no_question_asks_for_an_id_a_birth_date_or_a_social_security_number(
    chicago: Content,
) -> None:
    for criterion in chicago.criteria.values():
        asked = " ".join(criterion.question.values()).lower()
        assert not re.search(r"social|\bid\b|birth|nacimiento|seguro", asked), criterion.id


def test_public_aid_named_brings_what_it_fits_to_the_front(chicago: Content) -> None:
    assert chicago.alternatives_for([])[0] == "content.alternatives.lifeline"
    assert chicago.alternatives_for(["free_lunch"])[0] == "content.alternatives.project_10million"
    assert "content.alternatives.acp" not in chicago.alternatives_for([])


def test_another_city_has_its_own_languages(springfield: Content) -> None:
    assert springfield.city.languages == ["en", "pl"]
    assert set(springfield.texts()["content.criteria.S1.question"]) == {"en", "pl"}


def test_nothing_of_a_city_is_in_the_code() -> None:
    services = Path(__file__).parents[2] / "bot" / "services"
    own = ["eligibility.py", "household.py", "phrases.py", "content/", "words/"]
    for file in (f for name in own for f in _files(services / name)):
        code = re.sub(r'"""[\s\S]*?"""|#.*', "", file.read_text("utf-8"))
        assert not re.search(r"chicago|comcast|xfinity|\bB[123]\b", code, re.I), file


def _files(path: Path) -> list[Path]:
    return [*path.glob("*.py"), *path.glob("*.yml")] if path.is_dir() else [path]


# Faults


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SPRINGFIELD, tmp_path / "springfield"))


def _change(file: Path, old: str, new: str) -> int:
    """Replace the first ``old`` and return the line it stood on."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def _faults(pack: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(pack)
    return caught.value.faults


PROGRAM = "programs/springfield_lines.yml"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("in_force: summer", "in_force: winter", "winter is not among the phases (summer)"),
        ("[S1, {not: S2}]", "[S1, {not: S9}]", "S9 is not among the criteria"),
        ("[S1, {not: S2}]", "[S1, {not: S3}]", "S3 stands twice"),
        ("rule: {any: ", "rule: {most: ", "a rule is a criterion's id"),
        (", pl: Linie Springfield", "", "has no text in pl"),
        ("says: 'fiber'", "says: 'fib(er'", "is not a regular expression"),
        ("says: 'fiber'", "says: 'Fiber'", "fold them"),
        ("{says: 'fiber', value: yes", "{says: 'fiber', sign: x, value: yes", "two things"),
        ('alone: "yes"', 'alone: "no"', "which a household cannot answer"),
        ("as_of: 2026-06-01", "as_of: June 2026", "write 2020-12-04"),
        ("    condition: fiber", "    conditon: fiber", "is not a known name here"),
    ],
)
def test_a_fault_is_told_with_file_line_and_mend(pack: Path, old: str, new: str, says: str) -> None:
    line = _change(pack / PROGRAM, old, new)
    matching = [fault for fault in _faults(pack) if says in fault]
    assert matching
    file, number, _ = matching[0].split(":", 2)
    assert file == str(pack / PROGRAM)
    assert int(number) == line or "household cannot answer" in matching[0]


def test_all_faults_are_told_at_once(pack: Path) -> None:
    _change(pack / PROGRAM, "in_force: summer", "in_force: winter")
    _change(pack / PROGRAM, ", pl: Linie Springfield", "")
    _change(pack / "city.yml", "America/Denver", "Mars/Olympus")
    assert len(_faults(pack)) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: [", "not YAML"),
        ("name: a\nname: b\n", "second time"),
        ("- a\n", "holds no mapping"),
        ("name: \xff", "not YAML"),
    ],
)
def test_what_is_not_yaml_is_told(pack: Path, text: str, says: str) -> None:
    (pack / "answers.yml").write_bytes(text.encode("latin-1"))
    assert says in _faults(pack)[0]


def test_a_pack_that_extends_itself_is_refused(pack: Path) -> None:
    (pack / "city.yml").write_text("extends: springfield\n")
    assert "drop one" in _faults(pack)[0]


def test_a_folder_without_a_city_is_refused(tmp_path: Path) -> None:
    assert "no city.yml" in _faults(tmp_path)[0]


def test_an_empty_pack_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "city.yml").write_text("")
    assert any("languages is missing" in fault for fault in _faults(tmp_path))


def test_yes_and_no_stay_words(springfield: Content) -> None:
    assert springfield.criteria["S1"].mentions["en"][0].negated == "no"
