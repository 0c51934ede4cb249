"""`python -m footage.rendering`: the engine without a database."""

import sys

from footage.rendering.commands import main

sys.exit(main(sys.argv[1:]))
