"""`python -m bot` is `enlace`."""

from bot.cli import main

if __name__ == "__main__":
    main()
