#!/usr/bin/env node
// SPDX-License-Identifier: MIT
//
// A help desk over the line protocol of `awry serve --stdio`: reads a message from standard input, then one answer a line
// ("?": don't know), and ends with the ticket.  No state is kept in awry: the ticket system holds the request and adds to it.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

// One awry process; replies come in the order of the requests.
class Awry {
	constructor(program = 'awry') {
		this.process = spawn(program, ['serve', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
		this.replies = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]()
	}

	async ask(request) {
		this.process.stdin.write(JSON.stringify(request) + '\n')
		const reply = JSON.parse((await this.replies.next()).value)
		if (reply.error) throw new Error(reply.error.message)
		return reply
	}

	close() {
		this.process.stdin.end()
	}
}

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const readLine = async () => (await input.next()).value ?? ''

async function readMessage() {
	let message = ''
	for (let line = await readLine(); line !== ''; line = await readLine()) message += line + '\n'
	return message
}

// The answer that was typed: by its number, or as it is; null is don't know.
async function choose(question) {
	console.log(`\n${question.ask}`)
	question.answers.forEach((answer, i) => console.log(`  ${i + 1}  ${answer.says}`))
	const line = (await readLine()).trim()
	return question.answers[Number(line) - 1]?.value ?? (line === '' || line === '?' ? null : line)
}

const awry = new Awry(process.argv[2])
const request = { id: 'ticket-1', text: await readMessage(), answers: [] }
let reply = await awry.ask(request)
while (reply.status === 'candidates' && reply.question && request.answers.length < 10) {
	const answer = { finding: reply.question.id, value: await choose(reply.question) }
	try {
		reply = await awry.ask({ ...request, answers: [...request.answers, answer] })
		request.answers.push(answer)
	} catch (error) {
		console.log(`Please choose one of the answers, or ? if you don't know. (${error.message})`)
	}
}
process.stdout.write(reply.transcript)
awry.close()
