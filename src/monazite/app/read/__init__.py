"""The verb read, as a workspace has it."""
