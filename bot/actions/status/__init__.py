"""Where an application stands, told to who proved to be the applicant."""
