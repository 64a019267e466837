"""The verb plan, as a workspace has it."""
