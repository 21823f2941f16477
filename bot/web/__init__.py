"""What residents see in a browser: the landing page and the chat."""
