"""What applicants do with their case afterwards: open it, see who looked, object, answer the survey, be forgotten."""
