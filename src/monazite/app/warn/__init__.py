"""The verb warn, as a workspace has it."""
