"""What goes between the office and the applicant, and where it reaches them."""
