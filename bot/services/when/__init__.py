"""When: the days and times of residents' words, as stretches of time in the city's zone."""

from bot.services.when.reading import read_when
from bot.services.when.window import When, Window

__all__ = ["When", "Window", "read_when"]
