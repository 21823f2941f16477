"""Rasa's sealed environment seen from ours: training, running and measuring the model."""
