"""From a bag to a delivered order: holds, placing, paying, refunds, fulfilment; `service.py` is the front door."""
