"""``python -m dfopt``."""

from dfopt.cli import main

raise SystemExit(main())
