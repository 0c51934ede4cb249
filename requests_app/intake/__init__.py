"""From the first question to the receipt: what a resident asks for, and the footage it preserves at once."""
