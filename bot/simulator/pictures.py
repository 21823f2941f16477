"""The one picture the simulated phones can send."""

from pathlib import Path

PICTURE = Path(__file__).with_name("picture.png").read_bytes()
"""A PNG: the photo of a letter."""
