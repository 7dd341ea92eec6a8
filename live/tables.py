"""The SQL tables of people, shops and shows. Same conventions and the same metadata as `checkout/tables.py`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from checkout.tables import Id, metadata

account = Table(
    "account",
    metadata,
    Column("account_id", Id, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # normalised
    Column("password_hash", String(200), nullable=False),
    Column("name", String(80), nullable=False),
    Column("owns_server", Boolean, nullable=False, default=False),
    Column("created_ms", BigInteger, nullable=False),
)

sign_in = Table(
    "sign_in",
    metadata,
    # SHA-256 of the cookie's value: a leaked table signs nobody in.
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", Id, ForeignKey("account.account_id"), nullable=False, index=True),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
)

api_token = Table(
    "api_token",
    metadata,
    Column("token_id", Id, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("account.account_id"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

password_reset = Table(
    "password_reset",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", Id, ForeignKey("account.account_id"), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
)

guest = Table(
    "guest",
    metadata,
    # Only guests who chose a name or signed in later have a row; the others are known by their token alone.
    Column("guest_id", Id, primary_key=True),
    Column("name", String(80)),
    Column("account_id", Id, index=True),  # merged into this account on sign-in
    Column("updated_ms", BigInteger, nullable=False),
)

shop = Table(
    "shop",
    metadata,
    Column("shop_id", Id, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("look", JSON, nullable=False, default=dict),
    Column("contact", JSON, nullable=False, default=dict),
    Column("policies", JSON, nullable=False, default=dict),
    Column("shipping_options", JSON, nullable=False, default=list),
    Column("payment_methods", JSON, nullable=False, default=list),
    Column("bank_account", JSON, nullable=False, default=dict),
    Column("standing_sale_id", Id, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("account_id", Id, ForeignKey("account.account_id"), primary_key=True),
    Column("shop_id", Id, ForeignKey("shop.shop_id"), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

invitation = Table(
    "invitation",
    metadata,
    Column("invitation_id", Id, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("shop_id", Id, ForeignKey("shop.shop_id"), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("email", String(254)),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_by", Id),
)

show = Table(
    "show",
    metadata,
    # Also the id of its sale.
    Column("show_id", Id, primary_key=True),
    Column("shop_id", Id, ForeignKey("shop.shop_id"), nullable=False, index=True),
    Column("slug", String(120), nullable=False, unique=True),
    Column("title", String(200), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("starts_ms", BigInteger),
    Column("auto_start", Boolean, nullable=False, default=True),
    Column("hold_ttl_s", Integer, nullable=False),
    Column("interrupted_limit_s", Integer, nullable=False),
    Column("stream_key_hash", String(64), nullable=False),
    Column("pinned_variant_id", Id),
    Column("has_publisher", Boolean, nullable=False, default=False),  # as the relay last reported
    Column("relay_worker", Integer, nullable=False, default=-1),  # -1: none was chosen yet
    Column("relay_report", BigInteger, nullable=False, default=0),  # sequence of the last report applied
    Column("created_ms", BigInteger, nullable=False),
    Column("started_ms", BigInteger),
    Column("interrupted_ms", BigInteger),
    Column("ended_ms", BigInteger),
    UniqueConstraint("shop_id", "show_id"),
)
