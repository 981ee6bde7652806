# SPDX-License-Identifier: MIT
# GNU make.  `make help` lists the targets; the user's are CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR, SANITIZE, DYNAMIC, V.

CC      ?= cc
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
LIBDIR  ?= $(PREFIX)/lib
INCDIR  ?= $(PREFIX)/include
MANDIR  ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share

VERSION := $(shell awk '/define AWRY_VERSION_(MAJOR|MINOR|PATCH) /{v = v s $$3; s = "."} END {print v}' include/awry/awry.h)
SOMAJOR := $(firstword $(subst ., ,$(VERSION)))

comma   := ,
LAYERS  := base kb match infer dialog report
LIB_SRC := $(filter-out src/kb/mkkb.c src/kb/shipped.c,$(foreach d,$(LAYERS),$(sort $(wildcard src/$(d)/*.c)))) src/api.c
CLI_SRC := $(sort $(wildcard src/cli/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
RULES   := $(sort $(wildcard rules/*/*.yaml))
B       := build/$(if $(SANITIZE),$(subst $(comma),-,$(SANITIZE)),plain)

LIB_OBJ  := $(LIB_SRC:%.c=$(B)/%.o) $(B)/src/kb/shipped.o
CLI_OBJ  := $(CLI_SRC:%.c=$(B)/%.o)
UNIT     := $(UNIT_SRC:tests/unit/%.c=$(B)/tests/unit/%)

Q        := $(if $(V),,@)
INCLUDES = -Iinclude -Isrc
LIB_LIBS = -lpcre2-8 -lyaml -ljansson -lm
# The program starts in half the time without six libraries to load; DYNAMIC=1 links them shared.
CLI_LIBS = $(if $(DYNAMIC),$(LIB_LIBS) -lreadline -lz -lzstd -lpthread,\
	-Wl,-Bstatic -lpcre2-8 -lyaml -ljansson -lreadline -ltinfo -lz -lzstd -Wl,-Bdynamic -lm -lpthread)
override CFLAGS += -std=c11 -fPIC -fvisibility=hidden -MMD -MP -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wvla -Wundef
override CPPFLAGS += -D_POSIX_C_SOURCE=200809L
# Hardening, as far as the compiler knows it (tests/hardening.t); sanitizers have their own.
can       = $(shell $(CC) -Werror $1 -x c -c /dev/null -o /dev/null 2>/dev/null && echo $1)
HARDENING := $(foreach f,-fstack-protector-strong -fstack-clash-protection -fcf-protection,$(call can,$f))
override CFLAGS  += -Wformat=2 -Werror=format-security $(HARDENING)
override LDFLAGS += -Wl,-z,relro,-z,now,-z,noexecstack
ifeq ($(SANITIZE),)
override CPPFLAGS += $(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
else
override CFLAGS  += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
override LDFLAGS += -fsanitize=$(SANITIZE)
endif

.PHONY: all deps demo check fuzz fuzz-targets bench bench-quick lint coverage memcheck format install uninstall dist clean help
.DELETE_ON_ERROR:

all: $(B)/awry $(B)/libawry.a $(B)/libawry.so

help:
	@echo 'make demo     install what is missing, build, and diagnose a few real errors'
	@echo 'make check    the same, and run all tests'
	@echo 'make all      the program and the libraries, in $(B)/'
	@echo 'make install  PREFIX=$(PREFIX) DESTDIR=$(DESTDIR); make uninstall takes it away'
	@echo 'make bench    beside peers, in minutes: a table and a picture; make bench-quick in one'
	@echo 'make coverage the lines and branches that the tests run, by gcov; fails below its gates'
	@echo 'make memcheck the unit tests and some commands under valgrind'
	@echo 'make fuzz     T=60 TARGET=load: random inputs for T seconds a target, under sanitizers'
	@echo 'make lint, format, dist, clean; SANITIZE=address,undefined builds into its own folder'

# What Debian's packages are wanted for: ARCHITECTURE.md.
deps:
	@tests/deps.sh

demo: deps
	@$(MAKE) --no-print-directory all
	@tests/demo.sh $(B)/awry

check: deps
	@$(MAKE) --no-print-directory all $(UNIT) fuzz-targets
	@CMOCKA_MESSAGE_OUTPUT=TAP LAYERS="$(LAYERS)" SANITIZE="$(SANITIZE)" AWRY=$(CURDIR)/$(B)/awry BUILD=$(CURDIR)/$(B) \
		prove -e '' $(UNIT) $(sort $(wildcard tests/*.t))

# Beside peers from Debian, where they are installed; not part of check.
bench: all
	BUILD=$(B) tests/bench/bench.sh
bench-quick: all
	BUILD=$(B) QUICK=1 tests/bench/bench.sh

$(B)/src/cli/%.o: INCLUDES = -Iinclude
$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CPPFLAGS) $(INCLUDES) $(CFLAGS) -c $< -o $@

# The shipped rules are compiled by the library's own loader, then lie in its read-only data.
$(B)/mkkb: $(B)/src/kb/mkkb.o $(filter $(B)/src/base/% $(B)/src/kb/% $(B)/src/match/%,$(filter-out %/shipped.o,$(LIB_OBJ)))
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) $^ $(LIB_LIBS) -o $@
$(B)/shipped.kb $(B)/shipped.src &: $(B)/mkkb $(RULES)
	@echo "  RULES $(words $(RULES)) files"
	$(Q)$(B)/mkkb rules $(B)/shipped.kb $(B)/shipped.src
$(B)/src/kb/shipped.o: override CPPFLAGS += -DAWRY_KB_FILE='"$(B)/shipped.kb"' -DAWRY_SRC_FILE='"$(B)/shipped.src"'
$(B)/src/kb/shipped.o: $(B)/shipped.kb $(B)/shipped.src

# One object with its hidden symbols made local, so that internals need no prefix.
$(B)/libawry.a: $(LIB_OBJ)
	@echo "  AR    $@"
	$(Q)$(LD) -r $^ -o $(B)/libawry.o && objcopy --localize-hidden $(B)/libawry.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(B)/libawry.o
$(B)/libawry.so: $(LIB_OBJ)
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) -shared -Wl,-soname,libawry.so.$(SOMAJOR) -Wl,-z,defs $^ $(LIB_LIBS) -o $@
$(B)/awry: $(CLI_OBJ) $(B)/libawry.a
	@echo "  LINK  $@"
	$(Q)$(CC) -pie $(LDFLAGS) $^ $(CLI_LIBS) -o $@

# Unit tests see the internals.
$(B)/internal.a: $(LIB_OBJ)
	$(Q)rm -f $@ && $(AR) rcsT $@ $^
$(B)/tests/unit/%: $(B)/tests/unit/%.o $(B)/internal.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) $^ $(LIB_LIBS) -lcmocka -o $@
.SECONDARY: $(UNIT:=.o)

# Each fuzz target is one program: with libFuzzer to explore, with replay.c to run its seeds again.
FUZZ      := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/*.c))))
FUZZ_MAIN  = $(B)/tests/fuzz/replay.o
$(B)/cli.a: $(filter-out %/main.o,$(CLI_OBJ))
	$(Q)rm -f $@ && $(AR) rcsT $@ $^
$(patsubst %,$(B)/tests/fuzz/%,$(filter-out answers,$(FUZZ))): $(B)/tests/fuzz/%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o $(B)/internal.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) $< $(FUZZ_MAIN) $(B)/internal.a $(LIB_LIBS) -o $@
# A dialogue needs the program, whose names may be the library's own.
$(B)/tests/fuzz/answers: $(B)/tests/fuzz/answers.o $(B)/tests/fuzz/replay.o $(B)/cli.a $(B)/libawry.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS) $< $(FUZZ_MAIN) $(B)/cli.a $(B)/libawry.a $(LIB_LIBS) -lreadline -lz -lzstd -lpthread -o $@
fuzz-targets: $(FUZZ:%=$(B)/tests/fuzz/%)

# T seconds of each target, two at once, or of TARGET alone, from its seeds on.
fuzz:
	@WITH_FUZZER=1 tests/deps.sh
	@$(MAKE) --no-print-directory CC=clang SANITIZE=fuzzer-no-link,address,undefined B=build/fuzz \
		FUZZ_MAIN=-fsanitize=fuzzer fuzz-targets
	@printf '%s\n' $(or $(TARGET),$(FUZZ)) | xargs -n 1 -P 2 tests/fuzz/run.sh build/fuzz "$(or $(T),60)"

# A tool that is missing is named and passed over, but not in CI.  clang-tidy gets a process for each file: in one for
# all, clang 14 takes the va_list of the second for uninitialized.  gcc 12 loses sight of what lies in an array of structs,
# so leaks are for LeakSanitizer and valgrind to find.
SHELL_SRC = .ci/run $(shell grep -lE '^\#!.*(bash|/sh)$$' tests/*.t tests/*.sh tests/*/*.sh)
tool      = $(if $(shell command -v $1),,@echo 'make lint: no $1' >&2; $(if $(CI),exit 1,exit 0); )
lint:
	$(call tool,clang-tidy)printf '%s\n' $(LIB_SRC) $(CLI_SRC) | xargs -n 1 -P 2 sh -c \
		'clang-tidy --quiet "$$0" -- -D_POSIX_C_SOURCE=200809L -Iinclude -Isrc -std=c11 2>/dev/null || exit 255'
	$(call tool,cppcheck)cppcheck --quiet --enable=warning,performance,portability --error-exitcode=1 --inline-suppr \
		-Iinclude -Isrc src
	$(call tool,shellcheck)shellcheck $(SHELL_SRC)
	$(call tool,mandoc)mandoc -T lint -W warning $(MANUALS:%=src/share/%)
	$(call tool,gcc)$(MAKE) --no-print-directory B=build/analyzer CC=gcc CFLAGS='-O1 -fanalyzer -Wno-analyzer-malloc-leak -Werror' \
		$(patsubst %.c,build/analyzer/%.o,$(LIB_SRC) $(CLI_SRC))

# A build for gcov, and what the tests run of it: minutes.
COV_UNIT := $(UNIT_SRC:tests/unit/%.c=build/cov/tests/unit/%)
coverage: deps
	@$(MAKE) --no-print-directory B=build/cov CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage HARDENING= build/cov/awry \
		$(COV_UNIT) fuzz-targets
	@tests/coverage.sh $(CURDIR)/build/cov $(COV_UNIT)

# The unit tests and some commands under valgrind: minutes.
memcheck: all $(UNIT)
	BUILD=$(B) tests/memcheck.sh $(UNIT)

format:
	clang-format -i $(LIB_SRC) $(CLI_SRC) $(UNIT_SRC) $(wildcard src/*/*.h include/awry/*.h)

# Where each file goes; the names are those under which it is kept here.
MANUALS := awry.1 awry.3 awry-json.5 awry-rules.5
SCHEMAS := awry-result.schema.json awry-rules.schema.json
to_man   = $(MANDIR)/man$(patsubst .%,%,$(suffix $1))/$1
to_bash  = $(DATADIR)/bash-completion/completions/awry
to_zsh   = $(DATADIR)/zsh/site-functions/_awry
to_fish  = $(DATADIR)/fish/vendor_completions.d/awry.fish
put      = install -D -m 644 $1 $(DESTDIR)$2

install: all
	install -D -m 755 $(B)/awry $(DESTDIR)$(BINDIR)/awry
	install -D -m 755 $(B)/libawry.so $(DESTDIR)$(LIBDIR)/libawry.so.$(VERSION)
	ln -sf libawry.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libawry.so.$(SOMAJOR)
	ln -sf libawry.so.$(SOMAJOR) $(DESTDIR)$(LIBDIR)/libawry.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCDIR@|$(INCDIR)|' -e 's|@VERSION@|$(VERSION)|' \
		src/share/awry.pc.in >$(B)/awry.pc
	$(call put,$(B)/awry.pc,$(LIBDIR)/pkgconfig/awry.pc)
	$(call put,$(B)/libawry.a,$(LIBDIR)/libawry.a)
	$(call put,include/awry/awry.h,$(INCDIR)/awry/awry.h)
	set -e; $(foreach m,$(MANUALS),$(call put,src/share/$m,$(call to_man,$m));)
	set -e; $(foreach s,$(SCHEMAS),$(call put,src/share/$s,$(DATADIR)/awry/$s);)
	set -e; $(foreach s,bash zsh fish,$(B)/awry completion $s >$(B)/awry.$s; $(call put,$(B)/awry.$s,$(to_$s));)
	set -e; for f in $(RULES); do install -D -m 644 $$f $(DESTDIR)$(DATADIR)/awry/$$f; done

uninstall:
	rm -f $(addprefix $(DESTDIR),$(BINDIR)/awry $(LIBDIR)/libawry.a $(LIBDIR)/pkgconfig/awry.pc \
		$(foreach v,libawry.so libawry.so.$(SOMAJOR) libawry.so.$(VERSION),$(LIBDIR)/$v) \
		$(foreach m,$(MANUALS),$(call to_man,$m)) $(to_bash) $(to_zsh) $(to_fish))
	rm -rf $(DESTDIR)$(INCDIR)/awry $(DESTDIR)$(DATADIR)/awry

dist:
	git archive --prefix=awry-$(VERSION)/ -o awry-$(VERSION).tar.gz HEAD

clean:
	rm -rf build awry-*.tar.gz

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT:=.d) $(FUZZ:%=$(B)/tests/fuzz/%.d)
