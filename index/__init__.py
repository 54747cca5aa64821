"""What was said, and how to find it: no Telegram, no settings, no translation."""
