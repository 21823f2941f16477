"""Rasa's own commands, without what is kept out: `python -m server.command data validate …`."""

from rasa.__main__ import main

if __name__ == "__main__":
    main()
