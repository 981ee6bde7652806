awry | head -3
