"""Papers for the demo and the golden tests; see the README."""
