"""Trouble with the internet a household has, and moves: first checks, then a case for staff."""
