"""Where ZIP codes and neighborhoods are, so that what is near can be found."""

import re
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.services.content.models import AsOf, Part, Sources

ZipCode = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
Degrees = Annotated[float, Field(strict=False)]
Position = Annotated[list[Degrees], Field(min_length=2, max_length=2)]
"""Latitude and longitude in degrees."""


class Places(Part):
    """A city's ZIP codes and the names of its neighborhoods."""

    as_of: AsOf
    sources: Sources
    zip_codes: dict[ZipCode, Position]
    """The middle of each, approximately."""
    neighborhoods: dict[ZipCode, list[str]] = Field(default_factory=dict)
    """What residents call the place, in plain text (see `bot.services.phrases`), by its ZIP."""

    @model_validator(mode="after")
    def _is_on_earth_and_names_what_it_knows(self) -> Self:
        for zip_code, (latitude, longitude) in self.zip_codes.items():
            if abs(latitude) > 90 or abs(longitude) > 180:
                raise ValueError(f"{zip_code} is not on Earth; write [latitude, longitude]")
        named: dict[str, str] = {}
        for zip_code, names in self.neighborhoods.items():
            if zip_code not in self.zip_codes:
                raise ValueError(f"neighborhoods name {zip_code}, which zip_codes does not; add it")
            for name in names:
                if not re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", name):
                    raise ValueError(f"{name} has capitals, accents or signs; write it plainly")
                if named.setdefault(name, zip_code) != zip_code:
                    raise ValueError(f"{name} is in {named[name]} and in {zip_code}; keep one")
        return self


NOWHERE = Places(as_of="undated", sources=["no table"], zip_codes={})
"""The places of a pack that names none: no distance is known."""
