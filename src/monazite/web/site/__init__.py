"""Pages that belong to no verb."""
