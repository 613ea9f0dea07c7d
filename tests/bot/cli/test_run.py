"""What `thidua run` does beside starting the application."""

import gc

from bot.cli.run import warm_up


def test_what_the_start_made_is_left_alone_by_the_collector():
    before = gc.get_freeze_count()
    try:
        warm_up(telegram=False)
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()
