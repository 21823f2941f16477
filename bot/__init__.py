"""Enlace: a bilingual assistant that connects a city's residents with internet and learning."""
