# Spellings of the same.
awry diagnose --rules="$RULES" --without-shipped -sdoor/stays-shut -abolt=shot | head -2
awry diagnose --rules "$RULES" --without-shipped --symptom door/stays-shut --answer bolt=shot | head -2
awry $DOOR diagnose -s door/stays-shut -a bolt=shot | head -2
echo "the bolt of a door is shot and the key is gone" >list
awry $DOOR -- list | head -1
awry $DOOR lookup list | head -1
