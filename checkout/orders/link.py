"""The link that makes whoever has it the buyer of one order: in mails and after placing. It does not end."""

from __future__ import annotations

from collections.abc import Callable

from checkout.outside import Clock
from checkout.signing import Signer

_PURPOSE = "order"


def order_linker(signer: Signer, base_url: str = "") -> Callable[[str], str]:
    """Makes `<base_url>/orders/<id>?token=...`; without a base the link is a path on this server."""
    return lambda order_id: f"{base_url}/orders/{order_id}?token={signer.sign(_PURPOSE, order_id)}"


def opens_order(signer: Signer, order_id: str, token: str | None, now_ms: Clock) -> bool:
    """Was `token` signed for this order?"""
    return bool(token) and signer.verify(_PURPOSE, token or "", now_ms()) == order_id
