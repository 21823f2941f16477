"""The rules of the domain, plain data in, named outcomes out; they know no Rasa and no HTTP."""
