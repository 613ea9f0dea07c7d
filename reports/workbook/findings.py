"""What ``check_campaign`` says, in the words of the workbook."""

from locales import Translator


def explain(message: str, tr: Translator) -> str:
    return message
