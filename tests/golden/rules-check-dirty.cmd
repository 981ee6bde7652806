# A tab before the mistake, a control byte in a name, a line longer than a screen.
mkdir dirty
printf 'symptoms:\n  door/x:\n    title: "a"\n    candidates: { door/a:\t9, "door/\\e[2J": 1 }\n' >dirty/a.yaml
printf 'symptoms:\n  door/y:\n    title: "%0200d"\n    wrong: %0150d\n    candidates: { door/a: 1, %0100d: 2 }\n' 1 2 3 >dirty/b.yaml
awry rules check --without-shipped dirty
