"""A rehearsal host: feeds a show from a file or from a test picture, by WHIP like any other host."""
