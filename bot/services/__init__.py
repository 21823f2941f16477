"""The rules of the domain, as plain data in and named outcomes out; no Rasa, HTTP or provider here."""
