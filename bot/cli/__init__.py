"""The command line: one module per group of commands; ``commands`` lists them all."""

from bot.cli.commands import WrongInput, main

__all__ = ["WrongInput", "main"]
