# The command that an interview ends with gives the same result.
interview() { printf '3\n?\nown\nquit\n' | awry diagnose $DOOR -i -s door/stays-shut "$@" 2>/dev/null; }
command=$(interview | tail -1)
echo "$command"
eval "$command --json" >told
interview --json | cmp - told && echo same
