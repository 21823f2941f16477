"""Rasa as Enlace runs it: our input channel, tracker store and action calls around Rasa's agent."""
