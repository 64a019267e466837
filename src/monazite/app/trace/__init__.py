"""The verb trace, as a workspace has it."""
