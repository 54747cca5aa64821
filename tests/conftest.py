"""What holds for all tests."""

import os

# Durations as timedelta: PTB warns of their other form whenever Telegram says "too many requests".
os.environ.setdefault("PTB_TIMEDELTA", "1")
