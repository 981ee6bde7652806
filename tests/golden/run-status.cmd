for status in 0 1 2 3 4 125 126 127 130 255; do
	awry run -- sh -c "exit $status" 2>/dev/null
	[ $? -eq $status ] || echo "$status became $?"
done
awry run true; echo "=> $?"
awry run -- sh -c 'cat; exit 3' <<<'standard input'; echo "=> $?"
awry run no-such-program; echo "=> $?"
awry run -- /dev/null; echo "=> $?"
awry run; echo "=> $?"
