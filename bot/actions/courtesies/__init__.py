"""Greetings, help, the language, and beginning anew."""
