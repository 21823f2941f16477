"""The tables, connections, queue and secrets everything else rests on."""
