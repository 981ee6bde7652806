#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A help desk over the line protocol of `awry serve --stdio`.

Reads a message from standard input, then one answer a line ("?": don't know), and ends with the ticket.
No state is kept in awry: the ticket system holds the request and adds to it."""
import json
import subprocess
import sys


class Awry:
    """One awry process; any number of conversations can share it."""

    def __init__(self, program="awry"):
        self.process = subprocess.Popen(
            [program, "serve", "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            raise ValueError(reply["error"]["message"])
        return reply

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def read_message():
    lines = []
    for line in sys.stdin:
        if line == "\n":
            break
        lines.append(line)
    return "".join(lines)


def choose(question):
    """The answer that was typed: by its number, or as it is; None is don't know."""
    print("\n" + question["ask"])
    for number, answer in enumerate(question["answers"], 1):
        print(f"  {number}  {answer['says']}")
    line = sys.stdin.readline().strip()
    if line.isdigit() and 1 <= int(line) <= len(question["answers"]):
        return question["answers"][int(line) - 1]["value"]
    return None if line in ("", "?") else line


def main():
    awry = Awry(*sys.argv[1:2])
    request = {"id": "ticket-1", "text": read_message(), "answers": []}
    reply = awry.ask(request)
    while reply["status"] == "candidates" and reply["question"] and len(request["answers"]) < 10:
        answer = {"finding": reply["question"]["id"], "value": choose(reply["question"])}
        try:
            reply = awry.ask({**request, "answers": request["answers"] + [answer]})
            request["answers"].append(answer)
        except ValueError as error:
            print(f"Please choose one of the answers, or ? if you don't know. ({error})")
    print(reply["transcript"], end="")
    return awry.close()


if __name__ == "__main__":
    sys.exit(main())
