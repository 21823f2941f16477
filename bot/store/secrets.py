"""How addresses are kept: encrypted to be read back, and by keyed hash to be looked up."""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from bot.errors import SetupError

MIN_KEY_LENGTH = 32
"""Characters; fewer can be guessed."""


class Vault:
    """Encrypts, hashes and derives tokens from the service's one secret key."""

    def __init__(self, secret_key: str) -> None:
        if len(secret_key) < MIN_KEY_LENGTH:
            raise SetupError(
                f"ENLACE_SECRET_KEY is shorter than {MIN_KEY_LENGTH} characters: set a longer one, "
                "for example the output of `openssl rand -hex 32`."
            )
        self._secret = secret_key.encode()
        self._fernet = Fernet(urlsafe_b64encode(self._derive(b"addresses: encryption")))
        self._hash_key = self._derive(b"addresses: look-up")

    def encrypt(self, address: str) -> bytes:
        """An address as it is kept."""
        return self._fernet.encrypt(address.encode())

    def decrypt(self, kept: bytes) -> str:
        """The address that was kept; raises `SetupError` where it was under another key."""
        try:
            return self._fernet.decrypt(kept).decode()
        except InvalidToken as error:
            raise SetupError(
                "ENLACE_SECRET_KEY is not the key that this data was stored under: set that one."
            ) from error

    def digest(self, address: str) -> bytes:
        """The keyed hash (HMAC-SHA256, 32 bytes) under which an address is found again."""
        return hmac.digest(self._hash_key, address.encode(), hashlib.sha256)

    def token(self, purpose: str) -> str:
        """A secret shared by our own processes for one purpose."""
        return self._derive(f"token: {purpose}".encode()).hex()

    def _derive(self, info: bytes) -> bytes:
        hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info)
        return hkdf.derive(self._secret)


def vault_of(secret_key: SecretStr | None, data_dir: Path) -> Vault:
    """The vault of the secret key that is set, else of the one the data directory keeps."""
    return Vault(secret_key.get_secret_value() if secret_key else kept_secret_key(data_dir))


def kept_secret_key(data_dir: Path) -> str:
    """The secret key of a data directory, made on first use, readable by its owner only."""
    path = data_dir / "secret.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
