"""Other people's ways of making the same film, each a program of its own so that it can be measured alone."""
