# From a symptom to its cause, with the shipped rules.
awry diagnose
