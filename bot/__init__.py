"""How people reach what is in the index: a command line, later Telegram."""
