"""What `./run demo` shows: a few real places of Jakarta, people who work there, and a street drawn by ourselves."""
