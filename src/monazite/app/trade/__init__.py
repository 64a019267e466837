"""The verb trade, as a workspace has it."""
