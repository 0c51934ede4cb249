"""What is proposed, covered, read twice, decided, shown at an office or handed to the police."""
