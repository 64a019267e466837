"""Commands of `monazite plan`, imported when they run."""
