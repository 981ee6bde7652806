# The shell sees the signal that ended the program; awry explains it unless it was asked for.
for signal in TERM KILL SEGV; do
	bash -c 'awry run -- bash -c "kill -$0 \$\$"; exit $?' $signal 2>/dev/null
	echo "$signal => $?"
done
bash -c 'awry run -- bash -c "kill -SEGV \$\$"; true' 2>&1 | grep '^awry'
# A signal to awry reaches the program.
awry run -- bash -c 'trap "echo trapped; exit 5" TERM; echo ready; while :; do sleep 0.01; done' &
sleep 0.3
kill -TERM $!
wait $!
echo "=> $?"
