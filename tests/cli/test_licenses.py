"""`enlace licenses`, without a service."""

from tests.harness.command import FAILED, USAGE, enlace
from tests.harness.reminders import VAULT_KEY


def test_there_are_none_at_first_and_what_is_not_there_cannot_be_approved(
    postgres_url: str,
) -> None:
    settings = {"ENLACE_DATABASE_URL": postgres_url, "ENLACE_SECRET_KEY": VAULT_KEY}
    listed = enlace("licenses", "list", **settings)
    assert (listed.returncode, listed.stdout) == (0, "No licenses.\n"), listed.stderr
    refused = enlace("licenses", "approve", "7", **settings)
    assert refused.returncode == FAILED
    assert "There is no license 7" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_license_has_a_number() -> None:
    assert enlace("licenses", "approve", "ana").returncode == USAGE
