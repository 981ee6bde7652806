# Rules in the user's own folder are loaded; a broken file stops the program.
mkdir -p "$HOME/.config/awry/rules"
cp "$RULES/door.yaml" "$HOME/.config/awry/rules"
awry list door | head -2
cp "$GOLDEN/faulty/mistakes.yaml" "$HOME/.config/awry/rules/door.yaml"
awry list door 2>&1 | sed "s|$HOME|HOME|" | tail -1; echo ${PIPESTATUS[0]}
export XDG_CONFIG_HOME=$PWD/config
mkdir -p config/awry/rules
cp "$RULES/door.yaml" config/awry/rules
awry list door | head -2
