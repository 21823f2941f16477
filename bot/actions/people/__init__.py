"""When a person is needed, or has something to say to the people behind the assistant."""
