awry rules check missing
