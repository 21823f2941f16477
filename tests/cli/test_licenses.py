"""`enlace licenses`, without a service."""

from tests.harness.command import FAILED, USAGE, enlace
from tests.harness.service import open_folder


def test_there_are_none_at_first_and_what_is_not_there_cannot_be_approved() -> None:
    data_dir = str(open_folder("licenses"))
    listed = enlace("licenses", "list", ENLACE_DATA_DIR=data_dir)
    assert (listed.returncode, listed.stdout) == (0, "No licenses.\n"), listed.stderr
    refused = enlace("licenses", "approve", "7", ENLACE_DATA_DIR=data_dir)
    assert refused.returncode == FAILED
    assert "There is no license 7" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_license_has_a_number() -> None:
    assert enlace("licenses", "approve", "ana").returncode == USAGE
