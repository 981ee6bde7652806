printf 'a\0b\0the bolt of cellar is shot and the key is gone\0\377\376' | awry $DOOR | head -3
