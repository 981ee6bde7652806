for shell in bash zsh fish; do awry completion $shell | head -3; done
awry completion; echo "=> $?"
awry completion tcsh; echo "=> $?"
