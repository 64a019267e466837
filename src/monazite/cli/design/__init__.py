"""The command `monazite design`, imported when it runs."""
