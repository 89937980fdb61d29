"""Run digitool as ``python -m digitool``."""

from digitool.cli import main

if __name__ == "__main__":
    main()
