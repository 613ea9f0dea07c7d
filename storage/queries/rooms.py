"""Bots that allow only so many people each: which one has room for somebody more."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.tables import ChannelAccount, Invitation


def taken(session: Session, channels: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Channel → people who wrote there, and invitations that name it and can still be used. ``now``: real time."""
    found = dict.fromkeys(channels, 0)
    accounts = (
        select(ChannelAccount.channel, func.count())
        .where(col(ChannelAccount.channel).in_(channels))
        .group_by(ChannelAccount.channel)
    )
    promised = (
        select(Invitation.channel, func.count())
        .where(
            col(Invitation.channel).in_(channels),
            col(Invitation.used_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            Invitation.expires_at > now,
        )
        .group_by(col(Invitation.channel))
    )
    for counted in (accounts, promised):
        for channel, count in session.exec(counted):
            found[channel or ""] += count
    return found


def spread(session: Session, channels: Mapping[str, int], count: int, now: datetime) -> list[str | None]:
    """Where the next so many people go, each to the channel with the most free places; None where all are full."""
    used = taken(session, channels, now) if channels else {}
    free = {channel: limit - used[channel] for channel, limit in channels.items()}
    found: list[str | None] = []
    for _ in range(count):
        best = max(free, key=lambda channel: free[channel], default=None)
        if best is not None and free[best] <= 0:
            best = None
        if best is not None:
            free[best] -= 1
        found.append(best)
    return found


def roomiest(session: Session, channels: Mapping[str, int], now: datetime) -> str | None:
    """The channel with the most free places; None where all are full. ``channels``: how many people each allows."""
    return spread(session, channels, 1, now)[0]
