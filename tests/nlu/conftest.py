"""These tests need Rasa's environment; run from the application's, they are left out."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("sklearn_crfsuite") else ["test_*.py"]
