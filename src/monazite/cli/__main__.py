"""`python -m monazite.cli` is `monazite`."""

from monazite.cli.run import main

if __name__ == "__main__":
    main()
