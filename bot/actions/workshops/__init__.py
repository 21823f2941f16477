"""Workshops in conversation: finding, booking, moving and giving up a seat, and its details."""
