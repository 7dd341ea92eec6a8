"""The commerce engine: money, catalogue, stock, orders, payment.

It knows *sales* (scopes of stock), not shows, and never imports `live`. What it needs of the outside (clock,
ids, database, Redis, who the caller is, the shop's terms) is passed in by the composition root `live/app.py`.
"""
