"""The SQL tables of commerce. Times are integer milliseconds UTC, money integer minor units.

Rules that SQL itself keeps: `sale_item.allocated` never exceeds `total` (the gate before money), one gate a hold,
one checkout per hold, one archived entry per offset and per event id.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(64)
# SQLite only numbers rows by itself in a column that is exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")

# --- catalogue ---

product = Table(
    "product",
    metadata,
    Column("product_id", Id, primary_key=True),
    Column("shop_id", Id, nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("description", Text, nullable=False, default=""),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("deleted_ms", BigInteger),
)

variant = Table(
    "variant",
    metadata,
    Column("variant_id", Id, primary_key=True),
    Column("product_id", Id, ForeignKey("product.product_id"), nullable=False, index=True),
    Column("shop_id", Id, nullable=False, index=True),
    Column("sku", String(100), nullable=False),
    Column("title", String(200), nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("weight_g", Integer),
    Column("position", Integer, nullable=False, default=0),
    Column("deleted_ms", BigInteger),
    # Units that left the shelf when it was deleted, and come back when it is restored.
    Column("stored_units", BigInteger, nullable=False, default=0),
    CheckConstraint("price_minor >= 0", name="price_not_negative"),
)

image = Table(
    "image",
    metadata,
    Column("image_id", Id, primary_key=True),
    Column("product_id", Id, ForeignKey("product.product_id"), nullable=False, index=True),
    Column("shop_id", Id, nullable=False),
    Column("position", Integer, nullable=False, default=0),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

# --- sales and the ledger ---

sale = Table(
    "sale",
    metadata,
    # A show's sale has the show's id. A shop's standing sale is its stock on the shelf.
    Column("sale_id", Id, primary_key=True),
    Column("shop_id", Id, nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # standing | show
    Column("open", Boolean, nullable=False, default=False),  # may new holds be made?
    Column("hold_ttl_s", Integer, nullable=False),
    Column("epoch", Integer, nullable=False, default=0),  # of its log; 0 = never opened in Redis
    Column("created_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
)

sale_item = Table(
    "sale_item",
    metadata,
    Column("sale_id", Id, ForeignKey("sale.sale_id"), primary_key=True),
    Column("variant_id", Id, ForeignKey("variant.variant_id"), primary_key=True),
    # Units moved in minus moved out: `initial` in the contract.
    Column("total", BigInteger, nullable=False, default=0),
    # Units that a checkout was promised before money was asked for: paying + sold.
    Column("allocated", BigInteger, nullable=False, default=0),
    Column("show_price_minor", BigInteger),
    Column("per_buyer_limit", Integer, nullable=False, default=5),
    Column("position", Integer, nullable=False, default=0),
    CheckConstraint("allocated >= 0 AND allocated <= total", name="allocated_within_total"),
)

# Units on their way between two sales. Each step is idempotent by move_id, so that `jobs` can finish what a crash cut.
stock_move = Table(
    "stock_move",
    metadata,
    Column("move_id", Id, primary_key=True),
    Column("variant_id", Id, nullable=False),
    Column("from_sale_id", Id),  # NULL: new units (restock)
    Column("to_sale_id", Id),  # NULL: units taken out of the books
    Column("units", BigInteger, nullable=False),
    Column("state", String(16), nullable=False, index=True),  # asked -> taken -> booked -> done | refused
    Column("created_ms", BigInteger, nullable=False),
    CheckConstraint("units > 0", name="units_positive"),
)

# The gate: one row a hold, unique, so that an allocation and its void can never both happen.
hold_gate = Table(
    "hold_gate",
    metadata,
    Column("hold_id", String(128), primary_key=True),
    Column("sale_id", Id, nullable=False, index=True),
    Column("buyer_id", Id, nullable=False),
    Column("state", String(16), nullable=False),  # allocated -> committed | void; void alone means: never paid
    Column("deadline_ms", BigInteger, nullable=False),
    # What the hold's quote was made from, so that a hold whose Redis was lost comes back whole.
    Column("terms", Text, nullable=False, default="{}"),
    Column("created_ms", BigInteger, nullable=False),
    Index("ix_hold_gate_state_deadline", "state", "deadline_ms"),
)

allocation = Table(
    "allocation",
    metadata,
    Column("hold_id", String(128), ForeignKey("hold_gate.hold_id"), primary_key=True),
    Column("variant_id", Id, primary_key=True),
    Column("sale_id", Id, nullable=False, index=True),
    Column("quantity", BigInteger, nullable=False),
    Column("price_minor", BigInteger, nullable=False, default=0),
    CheckConstraint("quantity > 0", name="quantity_positive"),
)

# --- checkout, orders, payments ---

checkout = Table(
    "checkout",
    metadata,
    Column("checkout_id", Id, primary_key=True),
    Column("hold_id", String(128), nullable=False, unique=True),
    Column("sale_id", Id, nullable=False, index=True),
    Column("buyer_id", Id, nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("quote", JSON, nullable=False),
    Column("contact", JSON, nullable=False),
    Column("contact_key", String(254), nullable=False, index=True),  # normalised e-mail, for per-buyer limits
    Column("address", JSON),
    Column("shipping_option", String(64)),
    Column("payment_method", String(32), nullable=False),
    Column("payment_state", String(16), nullable=False),
    Column("is_test", Boolean, nullable=False, default=False),
    Column("pay_by_ms", BigInteger, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    CheckConstraint("total_minor >= 0", name="total_not_negative"),
)

order = Table(
    "orders",
    metadata,
    Column("order_id", Id, primary_key=True),
    Column("number", Integer, nullable=False),  # counts up per shop, for people
    Column("checkout_id", Id, ForeignKey("checkout.checkout_id"), nullable=False, index=True),
    Column("shop_id", Id, nullable=False),
    Column("sale_id", Id, nullable=False, index=True),
    Column("buyer_id", Id, nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("items_minor", BigInteger, nullable=False),
    Column("shipping_minor", BigInteger, nullable=False, default=0),
    Column("total_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False, default=0),
    Column("carrier", String(100)),
    Column("tracking", String(200)),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    UniqueConstraint("shop_id", "number"),
    Index("ix_orders_shop_created", "shop_id", "created_ms"),
    CheckConstraint("refunded_minor >= 0 AND refunded_minor <= total_minor", name="refund_within_total"),
)

order_line = Table(
    "order_line",
    metadata,
    Column("order_id", Id, ForeignKey("orders.order_id"), primary_key=True),
    Column("line_no", Integer, primary_key=True),
    Column("variant_id", Id, nullable=False),
    Column("product_id", Id, nullable=False),
    Column("title", String(200), nullable=False),
    Column("variant_title", String(200), nullable=False),
    Column("sku", String(100), nullable=False),
    Column("image_id", Id),
    Column("quantity", BigInteger, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
)

order_event = Table(
    "order_event",
    metadata,
    Column("row", RowNumber, primary_key=True, autoincrement=True),
    Column("order_id", Id, ForeignKey("orders.order_id"), nullable=False, index=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("by", Id),
    Column("data", JSON, nullable=False, default=dict),
)

payment = Table(
    "payment",
    metadata,
    Column("payment_id", Id, primary_key=True),
    Column("checkout_id", Id, ForeignKey("checkout.checkout_id"), nullable=False, index=True),
    Column("provider", String(32), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("reference", String(200)),
    Column("failure_code", String(64)),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    UniqueConstraint("checkout_id", "attempt"),
)

# A refund is written down before the provider is asked, so that a crash in between repeats it under the same id.
refund = Table(
    "refund",
    metadata,
    Column("refund_id", Id, primary_key=True),  # also the provider's idempotency key
    Column("order_id", Id, ForeignKey("orders.order_id"), nullable=False, index=True),
    Column("payment_id", Id, ForeignKey("payment.payment_id"), nullable=False),
    Column("shop_id", Id, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("restock", Boolean, nullable=False, default=False),
    Column("state", String(16), nullable=False, index=True),  # asked -> done | refused
    Column("reference", String(200)),
    Column("by", Id),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
)

# --- the journal ---

# Events born in SQL wait here, written in the transaction that made them, until they are in the sale's log.
outbox = Table(
    "outbox",
    metadata,
    Column("row", RowNumber, primary_key=True, autoincrement=True),
    Column("event_id", Id, nullable=False, unique=True),
    Column("sale_id", Id, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("version", Integer, nullable=False),
    Column("visibility", String(8), nullable=False),
    Column("data", JSON, nullable=False),
    Column("staff", JSON, nullable=False),
    Column("offset", BigInteger),  # NULL until appended
    Index("ix_outbox_waiting", "offset", "row"),
)

journal_entry = Table(
    "journal_entry",
    metadata,
    Column("sale_id", Id, primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("kind", String(48), nullable=False),
    Column("version", Integer, nullable=False),
    Column("visibility", String(8), nullable=False),
    Column("data", JSON, nullable=False),
    Column("staff", JSON, nullable=False),
    Column("event_id", String(128)),
    UniqueConstraint("sale_id", "event_id", name="uq_journal_entry_event"),
)
