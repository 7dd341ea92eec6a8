"""`etalase demo`: a shop with a show on air, made by the API that everybody uses, fed by a test picture."""
