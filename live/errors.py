"""Reasons that only the live side has, as branches of the one tree in `checkout/errors.py`."""

from __future__ import annotations

from checkout.errors import Conflict, Fault, Invalid, Refusal, Unavailable


class PublisherThere(Conflict):
    """A second publisher for a show that has one (409, RFC 9725 section 4.1)."""

    code = "publisher_there"


class NoCommonCodec(Refusal):
    """The offer has no codec that can be forwarded (406)."""

    code, fault = "no_common_codec", Fault.NOT_ACCEPTABLE


class RelayFull(Unavailable):
    """The relay has as many viewers as it may (503 with Retry-After)."""

    code = "relay_full"


class PreconditionFailed(Refusal):
    """If-Match names another version of a WHIP or WHEP session than the present one (412, RFC 9725 section 4.3.1)."""

    code, fault = "precondition_failed", Fault.PRECONDITION_FAILED


class PreconditionRequired(Refusal):
    """A PATCH without If-Match (428, RFC 9725 section 4.3.1)."""

    code, fault = "precondition_required", Fault.PRECONDITION_REQUIRED


class BadSdp(Invalid):
    code = "bad_sdp"


class EmailTaken(Conflict):
    code = "email_taken"


class InvitationNeeded(Refusal):
    code, fault = "invitation_needed", Fault.FORBIDDEN


class WrongPassword(Refusal):
    code, fault = "wrong_password", Fault.NOT_SIGNED_IN


class SlugTaken(Conflict):
    """Another shop has that slug."""

    code = "slug_taken"


class LastOwner(Conflict):
    """A shop must keep an owner."""

    code = "last_owner"


class CurrencyFixed(Conflict):
    """Prices are in the shop's currency: it can't change once there are products."""

    code = "currency_fixed"
