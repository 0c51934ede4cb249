"""Work on a case before its decision: whose it is, what comes first, whose papers are right, which footage it needs."""
