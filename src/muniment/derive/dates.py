"""What partial dates may mean, and months added to a day."""

import calendar
from datetime import date


def first_day(text: str) -> str:
    """Return the first day a partial date may mean."""
    return text + "-01-01"[len(text) - 10 :] if len(text) < 10 else text


def last_day(text: str) -> str:
    """Return the last day a partial date may mean."""
    if len(text) == 4:
        return f"{text}-12-31"
    if len(text) == 7:
        year, month = int(text[:4]), int(text[5:])
        return f"{text}-{calendar.monthrange(year, month)[1]:02d}"
    return text


def months_later(day: str, months: int) -> str:
    """Return the same day some months later, or the last day of a shorter month."""
    start = date.fromisoformat(day)
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])).isoformat()
