# A terraform frame, wrapped and drawn around.
awry | head -2
