"""Commands of `monazite trace`, imported when they run."""
