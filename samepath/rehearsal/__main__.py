"""`python -m samepath.rehearsal`."""

import sys

from samepath.rehearsal.cli import main

sys.exit(main())
