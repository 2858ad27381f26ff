import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMail } from './parse-mail.ts'
import type { ParsedMail } from './parsed-mail.ts'

const whole = [
  `Return-Path: <anna@example.com>
From: =?utf-8?Q?Anna_H=C3=BCber?= <anna@example.com>
To: "Support, Desk" <support@example.org>, Team: a@example.org;
Subject: =?iso-8859-1?B?R3L832U=?= =?utf-8?B?w6TDtsO8?=
Date: Mon, 24 Nov 2025 10:05:06 +0100
Message-ID: <1@example.com>
References: <0@example.org>
 <2@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

Sch=C3=B6ne Gr=C3=BC=C3=9Fe=20
und=
 mehr

On Mon, 24 Nov 2025, Ben wrote:
> old
--inner
Content-Type: text/html; charset="windows-1252"

<p>Sch\u00f6ne <b>Gr\u00fc\u00dfe</b> <img src="cid:p@1"></p><blockquote>old</blockquote>
--inner--
--outer
Content-Type: image/png; name*0*=utf-8''%C3%9C; name*1="bersicht.png"
Content-ID: <p@1>
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--outer
Content-Type: message/rfc822

Subject: inside

x
--outer--
`,
  `From: MAILER-DAEMON@example.com
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; x

Final-Recipient: rfc822; a@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no

--b
Content-Type: text/rfc822-headers

Message-ID: <lost@example.org>
--b--
`,
  `From: b@example.com
Subject: Re: Prices
Content-Type: text/plain; charset=iso-2022-jp

\x1b$B$3$s$K$A$O\x1b(B

-----Original Message-----
From: Support
Sent: Monday
To: Ben
Subject: Prices

old
`,
].map((text) => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'))

/** The mail, or `null` if it was refused as none; everything else fails the test. */
async function read(raw: Uint8Array): Promise<ParsedMail | null> {
  const before = process.threadCpuUsage()
  const mail = await parseMail(raw).catch((error: unknown) => {
    expect(String(error)).toMatch(/^Error: This is not a mail/)
    return null
  })
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1000)
  if (!mail) return null
  // What a database and JSON take.
  const { attachments, ...rest } = mail
  const said = JSON.stringify([rest, attachments.map(({ content: _, ...one }) => one)])
  expect(said).not.toContain('\\u0000')
  expect(said).not.toMatch(/\\ud[89a-f]/)
  if (mail.quotedFrom !== null) expect(mail.quotedFrom).toBeLessThan(mail.text.length)
  return mail
}

/** Pieces that mean something to a parser of mail. */
const piece = fc.constantFrom(
  ...'\r\n¦\n¦\r¦\r\n\r\n¦ ¦\t¦\0¦--¦--b¦--b--¦-¦=¦=?¦?=¦=?utf-8?Q?¦=?utf-8?B?¦=C3¦"¦<¦>¦(¦)¦;¦:¦,¦@¦\\¦%'.split(
    '¦',
  ),
  ..."''¦*0*=¦a@b.c¦<a@b>¦On 1 x wrote:¦> ¦\x1b$B¦\xff¦\xc3¦-----Original Message-----\n¦Sent: ¦begin 644 a\n".split(
    '¦',
  ),
  ...'From: ¦To: ¦Subject: ¦Date: ¦References: ¦Thread-Index: ¦Final-Recipient: rfc822;¦550 5.1.1¦<p>¦</p>¦<b¦&amp¦<pre>'.split(
    '¦',
  ),
  ...['mixed', 'alternative', 'digest', 'report; report-type=delivery-status'].map(
    (type) => `Content-Type: multipart/${type}; boundary=b\r\n`,
  ),
  ...['text/html', 'message/delivery-status', 'message/rfc822', 'application/pkcs7-mime'].map(
    (type) => `Content-Type: ${type}\r\n`,
  ),
  ...['base64', 'quoted-printable', 'x-uue'].map((encoding) => `Content-Transfer-Encoding: ${encoding}\r\n`),
  ...['utf-16', 'utf-7', 'gb18030', 'shift_jis'].map(
    (charset) => `Content-Type: text/plain; charset=${charset}\r\n`,
  ),
  ...'Content-Disposition: attachment; filename=¦; format=flowed¦From: mailer-daemon@x\r\n'.split('¦'),
)

test('any bytes are a mail or are refused as none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => void (await read(bytes))),
    { numRuns: 300 },
  )
})

test('any order of what means something in a mail is read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 200 }),
      async (pieces) => void (await read(Buffer.from(pieces.join(''), 'latin1'))),
    ),
    { numRuns: 500 },
  )
})

test('200 KB of one thing again and again takes less than a second', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 6 }),
      fc.array(piece, { minLength: 1, maxLength: 5 }),
      fc.array(piece, { maxLength: 3 }),
      async (head, again, tail) => {
        const unit = again.join('')
        const raw = head.join('') + unit.repeat(Math.ceil(200_000 / unit.length)) + tail.join('')
        await read(Buffer.from(raw, 'latin1'))
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('a mail that is cut anywhere keeps its header as far as it goes', async () => {
  for (const raw of whole)
    for (let length = 1; length <= raw.length; length++) {
      const mail = await read(raw.subarray(0, length))
      const end = raw.indexOf('\r\nSubject: ') + 2
      const next = raw.indexOf('\r\n', end)
      if (next > 0 && length >= next) expect(mail?.subject).not.toBe('')
    }
})

test('a mail with any bytes changed is read', async () => {
  const changes = fc.array(fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }), {
    minLength: 1,
    maxLength: 10,
  })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...whole), changes, async (raw, edits) => {
      const changed = Buffer.from(raw)
      for (const { at, byte } of edits) changed[at % changed.length] = byte
      expect(await read(changed)).not.toBeNull()
    }),
    { numRuns: 500 },
  )
})

test('a mail with a piece taken out or put in twice is read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...whole),
      fc.nat(),
      fc.nat({ max: 300 }),
      fc.boolean(),
      async (raw, place, length, twice) => {
        const at = 10 + (place % (raw.length - 10))
        const before = raw.subarray(0, twice ? Math.min(at + length, raw.length) : at)
        expect(await read(Buffer.concat([before, raw.subarray(twice ? at : at + length)]))).not.toBeNull()
      },
    ),
    { numRuns: 300 },
  )
})
