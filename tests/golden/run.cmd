# Both streams pass through, the failure is explained on standard error after them, the exit status stays.
awry run $DOOR -- sh -c 'echo out; echo "error: the bolt of cellar is shot and the key is gone" >&2; exit 42'
