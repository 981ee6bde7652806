awry diagnose --help
