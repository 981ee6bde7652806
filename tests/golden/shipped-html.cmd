awry | head -2
