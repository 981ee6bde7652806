# Each area has symptoms to start an interview from, and causes.
awry list | awk 'NR > 1 && ($2 == 0 || $3 == 0)'
awry list | wc -l
