"""Distances between ZIP codes, and the names residents have for where they live."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.content import Content, ContentError, load
from bot.services.places import distance_km, zip_named

SPRINGFIELD = Path(__file__).parent / "data" / "springfield"
CITY_KM = 80
"""No two places of one city's table are further apart."""


def test_pilsen_is_nearer_to_little_village_than_to_rogers_park(chicago: Content) -> None:
    places = chicago.places
    near = distance_km(places, "60608", "60623")
    far = distance_km(places, "60608", "60626")
    assert near is not None
    assert far is not None
    assert 3 < near < 6 < 15 < far < 20


@given(st.data())
def test_distance_is_one_and_the_same_both_ways(chicago: Content, data: st.DataObject) -> None:
    codes = st.sampled_from(sorted(chicago.places.zip_codes))
    one, other = data.draw(codes), data.draw(codes)
    there = distance_km(chicago.places, one, other)
    assert there is not None
    assert there == pytest.approx(distance_km(chicago.places, other, one))
    assert (there == 0) is (chicago.places.zip_codes[one] == chicago.places.zip_codes[other])
    assert there < CITY_KM


@pytest.mark.parametrize("zip_code", ["90210", "", "6062", "abcde"])
def test_an_unknown_zip_code_has_no_distance(chicago: Content, zip_code: str) -> None:
    assert distance_km(chicago.places, zip_code, "60623") is None
    assert distance_km(chicago.places, "60623", zip_code) is None


@pytest.mark.parametrize(
    ("text", "zip_code"),
    [
        ("60623", "60623"),
        ("my zip is 60623-1234", "60623"),
        ("vivo en La Villita", "60623"),
        ("por la villita, cerca de la 26", "60623"),
        ("Little Village", "60623"),
        ("aqui en pilsen", "60608"),
        ("back of the yards", "60609"),
        ("en las yardas", "60609"),
        ("West Englewood", "60636"),
        ("engelwood", "60621"),
        ("humbolt park", "60651"),
        ("Belmont-Cragin", "60639"),
        ("somewhere else", None),
        ("mi numero es 3125550111", None),
        ("", None),
    ],
)
def test_a_place_is_known_by_its_names(chicago: Content, text: str, zip_code: str | None) -> None:
    assert zip_named(chicago.places, text) == zip_code


def test_another_city_has_its_own_places(springfield: Content) -> None:
    assert zip_named(springfield.places, "Evergreen Terrace") == "80002"
    assert zip_named(springfield.places, "la villita") is None


@given(st.text(max_size=200))
def test_any_text_may_be_asked(chicago: Content, text: str) -> None:
    zip_named(chicago.places, text)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"80001": [39.80, -105.10]', '"8001": [39.80, -105.10]', "8001"),
        ("[39.80, -105.10]", "[-105.10, 39.80]", "is not on Earth"),
        ("[39.80, -105.10]", "[39.80]", "zip_codes.80001"),
        ('  "80002": [evergreen', '  "80003": [evergreen', "neighborhoods name 80003"),
        ("stare miasto", "Stare Miasto", "write it plainly"),
    ],
)
def test_a_fault_of_the_table_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    pack = Path(shutil.copytree(SPRINGFIELD, tmp_path / "springfield"))
    file = pack / "places.yml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as caught:
        load(pack)
    assert any(str(file) in fault and says in fault for fault in caught.value.faults)
