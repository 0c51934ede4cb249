"""The rules as dated data, and the clocks and terms that are counted from them."""
