awry rules simulate $DOOR
awry rules simulate $DOOR --unknown 0.3 --wrong 1 --runs 20 --seed 7 --json >a
awry rules simulate $DOOR --unknown 0.3 --wrong 1 --runs 20 --seed 7 --json | cmp - a && echo "same seed, same interviews"
awry rules simulate $DOOR --unknown 0.3 --wrong 1 --runs 20 --seed 8 --json | cmp -s - a || echo "another seed, others"
for bad in --unknown=2 --unknown=x --wrong=-1 --runs=1e3 --seed=; do awry rules simulate $DOOR $bad; echo "=> $?"; done
awry rules simulate $DOOR --area attic; echo "=> $?"
