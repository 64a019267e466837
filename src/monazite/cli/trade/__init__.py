"""Commands of `monazite trade`, imported when they run."""
