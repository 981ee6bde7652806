# Nothing of a stranger's text may act on a terminal.
printf 'the \033[31mbolt of \033]0;title\acellar is shot\r\n and the key is gone\n' | awry $DOOR | tee out | head -5
LC_ALL=C grep -c '[^[:print:][:space:]]' out
awry $DOOR "$(printf 'no\033[2Jfile')"
