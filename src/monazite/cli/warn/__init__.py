"""Commands of `monazite warn`, imported when they run."""
