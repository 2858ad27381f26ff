import { SMTPServer } from 'smtp-server'
import { afterAll } from 'vitest'

/** A mail server of the tests: takes what it is sent, or refuses as told. */
export interface TestSmtp {
  url: string
  /** What arrived, in order: recipients and the message as it was sent. */
  arrived: { to: string[]; text: string; user: string | undefined }[]
  /** Answers to `RCPT TO` of an address: a code such as 550; undefined takes it. */
  refuse: (address: string) => number | undefined
  /** After a message was taken the answer is lost so many times. */
  loseAnswers: number
}

/** Starts a mail server at a free port; with a password it wants a sign-in. */
export async function startSmtp(options: { password?: string } = {}): Promise<TestSmtp> {
  const test: TestSmtp = { url: '', arrived: [], refuse: () => undefined, loseAnswers: 0 }
  const server = new SMTPServer({
    authOptional: options.password === undefined,
    allowInsecureAuth: true,
    disabledCommands: options.password !== undefined ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    onAuth: (given, _session, done) =>
      given.password === options.password
        ? done(null, { user: given.username })
        : done(Object.assign(new Error('Authentication failed'), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => {
      const responseCode = test.refuse(address)
      done(responseCode === undefined ? null : Object.assign(new Error(`Not ${address}`), { responseCode }))
    },
    onData: (stream, session, done) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
      stream.on('end', () => {
        test.arrived.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text,
          user: session.user,
        })
        if (test.loseAnswers === 0) return done()
        test.loseAnswers -= 1
        for (const connection of server.connections) connection.close()
      })
    },
  })
  // A connection that is cut is an error to the server as well.
  server.on('error', () => undefined)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  afterAll(async () => await new Promise<void>((closed) => server.close(() => closed())))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  test.url = `smtp://127.0.0.1:${address.port}`
  return test
}
