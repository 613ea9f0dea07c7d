"""``python -m bot`` is ``thidua``."""

from bot.cli import main

if __name__ == "__main__":
    main()
