"""The secret key."""

import pytest

from bot.errors import SetupError
from bot.store.secrets import Vault


def test_what_was_kept_under_another_key_names_the_setting() -> None:
    kept = Vault("k" * 32).encrypt("+13125550100")
    with pytest.raises(SetupError, match="ENLACE_SECRET_KEY"):
        Vault("another key of thirty-two letters").decrypt(kept)
