import { expect, test } from 'vitest'
import { parseMail } from './parse-mail.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')
const latin1 = (text: string) => Buffer.from(text, 'latin1')

/** A mail of lines that end with CRLF; bytes stand as they are, text is UTF-8. */
const mail = (...lines: (string | Uint8Array)[]) =>
  Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from('\r\n')]))
const parse = (...lines: (string | Uint8Array)[]) => parseMail(mail(...lines))
const text = (contentType: string, body: string | Uint8Array) =>
  parse('From: a@example.com', `Content-Type: ${contentType}`, '', body)

const multipart = (type: string, boundary: string, ...parts: (string | Uint8Array)[][]) => [
  `Content-Type: multipart/${type}; boundary="${boundary}"`,
  '',
  ...parts.flatMap((part) => [`--${boundary}`, ...part]),
  `--${boundary}--`,
]

test('a plain mail is read with its addresses, ids, date and text', async () => {
  expect(
    await parse(
      'Return-Path: <anna@example.com>',
      'From: "Huber, Anna" <anna@example.com>',
      'To: Support <support@example.org>, Team: one@example.org, "Two" <two@example.org>;',
      'Cc: (a comment) three@example.org',
      'Reply-To: desk@example.com',
      'Subject: A question',
      '  about\tprices',
      'Date: Mon, 24 Nov 2025 10:05:06 +0100 (CET)',
      'Message-ID: <1@example.com>',
      'In-Reply-To: <0@example.org>',
      'References: <a@example.org>',
      '\t<0@example.org>',
      '',
      'Hello,',
      '',
      'what does it cost?',
    ),
  ).toEqual({
    kind: 'mail',
    invitation: null,
    protection: null,
    messageId: '<1@example.com>',
    inReplyTo: ['<0@example.org>'],
    references: ['<a@example.org>', '<0@example.org>'],
    threadIndex: null,
    from: { name: 'Huber, Anna', address: 'anna@example.com' },
    replyTo: [{ name: '', address: 'desk@example.com' }],
    to: [
      { name: 'Support', address: 'support@example.org' },
      { name: '', address: 'one@example.org' },
      { name: 'Two', address: 'two@example.org' },
    ],
    cc: [{ name: 'a comment', address: 'three@example.org' }],
    subject: 'A question about prices',
    sentAt: '2025-11-24T09:05:06.000Z',
    html: null,
    text: 'Hello,\n\nwhat does it cost?',
    quotedFrom: null,
    attachments: [],
    bounce: null,
    problems: [],
  })
})

test.each([
  ['koi8-r', 'F0D2C9D7C5D4', 'Привет'],
  ['windows-1251', 'CFF0E8E2E5F2', 'Привет'],
  ['iso-8859-2', 'BEE1ED', 'žáí'],
  ['windows-1250', '9EE1ED', 'žáí'],
  ['iso-8859-1', '80 93 94 E9', '€“”é'],
  ['iso-8859-15', 'A4', '€'],
  ['shift_jis', '82B182F182C982BF82CD', 'こんにちは'],
  ['cp932', '8740', '①'],
  ['iso-2022-jp', '1B2442 2433244B2441 1B2842 21', 'こにち!'],
  ['euc-jp', 'A4B3A4F3', 'こん'],
  ['gb2312', 'C4E3BAC3', '你好'],
  ['gb2312', '8139EE39', '㐀'],
  ['GBK', 'C4E3BAC3', '你好'],
  ['big5', 'A741A66E', '你好'],
  ['ks_c_5601-1987', 'BEC8B3E7', '안녕'],
  ['"UTF-8"', 'C3A4E282AC', 'ä€'],
  ['utf8', 'C3A4', 'ä'],
  ['utf-7', '2B414F512D', 'ä'],
  ['iso-2022-kr', '1B242943 41 0E 3E48 3367 0F 42', 'A안녕B'],
  ['hz-gb-2312', '417E7B 4463 3A43 7E7D 7E7E', 'A你好~'],
])('a text in %s (%s) reads %s', async (charset, bytes, expected) => {
  const read = await text(`text/plain; charset=${charset}`, hex(bytes))
  expect(read.text).toBe(expected)
  expect(read.problems).toEqual([])
})

test.each([
  ['us-ascii', '4D FC 6C 6C 65 72', 'Müller'],
  ['us-ascii', '4D C3BC 6C', 'Mül'],
  ['utf-8', '4D FC 6C 6C 65 72 20 80', 'Müller €'],
  ['iso-8859-1', '4D C3BC 6C 20 E282AC', 'Mül €'],
  ['koi8-r', 'D09FD180D0B8', 'При'],
  ['big5', 'D09FD180D0B8D0B2', 'Прив'],
  ['no-such-charset', '4D FC 6C', 'Mül'],
  ['no-such-charset', '4D C3BC 6C', 'Mül'],
  ['utf-16', '4D C3BC 6C', 'Mül'],
  ['us-ascii', '1B2442 2433 1B2842', 'こ'],
  ['iso-2022-jp', '82B182F182C982BF82CD', 'こんにちは'],
])('a text that says %s but is something else (%s) reads %s', async (charset, bytes, expected) => {
  expect((await text(`text/plain; charset=${charset}`, hex(bytes))).text).toBe(expected)
})

test('a text in UTF-8 that was cut within a character stays UTF-8, and the loss is told', async () => {
  const read = await text('text/plain; charset=utf-8', hex('C3A4 C3B6 C3BC C3'))
  expect(read.text).toBe('äöü\ufffd')
  expect(read.problems).toEqual(['A text says it is written in "utf-8", but not all of it could be read so.'])
})

test('a text without any charset is UTF-8 where it can be, and windows-1252 elsewhere', async () => {
  expect((await parse('From: a@example.com', '', 'Zürich')).text).toBe('Zürich')
  expect((await parse('From: a@example.com', '', latin1('Zürich'))).text).toBe('Zürich')
})

test('UTF-16 is read in the order that its mark tells', async () => {
  for (const bytes of [hex('FFFE E400'), hex('FEFF 00E4'), hex('E400')]) {
    const encoded = ['Content-Transfer-Encoding: base64', '', bytes.toString('base64')]
    expect((await parse('Content-Type: text/plain; charset=utf-16', ...encoded)).text).toBe('ä')
  }
})

test('HTML that tells its charset only itself is read so', async () => {
  const read = await text(
    'text/html',
    Buffer.concat([Buffer.from('<meta charset="windows-1251"><p>'), hex('CFF0E8E2E5F2')]),
  )
  expect(read.text).toBe('Привет')
})

test.each([
  ['=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?= =?UTF-8?B?IELDpHI=?=', 'Grüße aus Bär'],
  ['=?utf-8?B?w6TD?=\r\n =?utf-8?B?tsO8?=', 'äöü'],
  ['=?utf-8?Q?=C3?= =?utf-8?B?pA==?=', 'ä'],
  ['=?utf-8?Q?M=FCller?=', 'Müller'],
  ['=?us-ascii?Q?M=C3=BCller?=', 'Müller'],
  ['=?iso-8859-1?Q?=80?= 5', '€ 5'],
  ['=?gb2312?B?xOO6ww==?=', '你好'],
  ['=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=', 'こんにちは'],
  ['=?ISO-2022-JP?B?GyRCJDMbKEI=?= =?ISO-2022-JP?B?GyRCJHMbKEI=?=', 'こん'],
  ['=?shift_jis?B?grGC8Q==?=', 'こん'],
  ['=?koi8-r?Q?=F0=D2=C9?= (Re: =?koi8-r?Q?=D7?=)', 'При (Re: в)'],
  ['=?utf-8*de?Q?=C3=A4?=', 'ä'],
  ['=?x-unknown?Q?=E4?=', 'ä'],
  ['=?utf-8?Q?two words?=', 'two words'],
  ['=?utf-8?B?w6Q', '=?utf-8?B?w6Q'],
  ['a =?b', 'a =?b'],
  ['Zürich', 'Zürich'],
  ['a\u202efdp.exe', 'afdp.exe'],
])('the subject %j reads %j', async (subject, expected) => {
  expect((await parse(`Subject: ${subject}`, '', 'x')).subject).toBe(expected)
})

test('a raw subject and raw names are UTF-8, or in the charset of the text', async () => {
  const read = await parse(
    Buffer.concat([Buffer.from('Subject: '), hex('CFF0E8')]),
    Buffer.concat([Buffer.from('From: "'), hex('CFF0E8'), Buffer.from('" <a@example.com>')]),
    'To: Jürgen <j@example.com>',
    'Content-Type: text/plain; charset=windows-1251',
    '',
    'x',
  )
  expect(read).toMatchObject({
    subject: 'При',
    from: { name: 'При' },
    to: [{ name: 'Jürgen', address: 'j@example.com' }],
  })
})

test('names in encoded words may hold commas and brackets, and be mislabelled', async () => {
  const read = await parse(
    'From: =?utf-8?Q?M=FCller=2C_Hans?= <h@example.com>',
    'To: =?utf-8?B?PGV2aWxAZXhhbXBsZS5jb20+?= <good@example.com>, "=?utf-8?Q?J=C3=B6rg?=" <j@example.com>',
    '',
    'x',
  )
  expect(read.from).toEqual({ name: 'Müller, Hans', address: 'h@example.com' })
  expect(read.to).toEqual([
    { name: '<evil@example.com>', address: 'good@example.com' },
    { name: 'Jörg', address: 'j@example.com' },
  ])
})

test('without From the sender is that of Sender, then of Return-Path, then nobody', async () => {
  expect((await parse('Sender: s@example.com', '', 'x')).from.address).toBe('s@example.com')
  expect((await parse('Return-Path: <r@example.com>', '', 'x')).from.address).toBe('r@example.com')
  expect((await parse('Subject: x', '', 'x')).from).toEqual({ name: '', address: '' })
})

test.each([
  ['attachment; filename="report.pdf"', 'report.pdf'],
  ["attachment; filename*=utf-8''%C3%9Cbersicht.pdf", 'Übersicht.pdf'],
  ["attachment; filename*=iso-8859-1'de'%DCbersicht.pdf; filename=ascii.pdf", 'Übersicht.pdf'],
  ["attachment; filename*1*=%BCbersicht; filename*0*=utf-8''%C3; filename*2=.pdf", 'übersicht.pdf'],
  ['attachment; filename*0="a very "; filename*1="long name.pdf"', 'a very long name.pdf'],
  ['attachment; filename="=?utf-8?Q?=C3=9Cbersicht.pdf?="', 'Übersicht.pdf'],
  ['attachment; filename==?utf-8?Q?=C3=9Cbersicht=2Epdf?=', 'Übersicht.pdf'],
  ['attachment; filename="Übersicht.pdf"', 'Übersicht.pdf'],
  ['attachment; filename=my report.pdf', 'my report.pdf'],
  ['attachment; filename="C:\\Users\\me\\a.pdf"', 'a.pdf'],
  ['attachment; filename="../../etc/passwd"', 'passwd'],
  ['attachment; filename="a \\"b\\".pdf"', 'a _b_.pdf'],
  ['attachment; filename="a;b.pdf"; size=3', 'a;b.pdf'],
  ['attachment; filename="invoice\u202efdp.exe"', 'invoicefdp.exe'],
  ['attachment; filename=""', 'attachment-1.pdf'],
  ['attachment', 'attachment-1.pdf'],
])('a file called by %j is %j', async (disposition, name) => {
  const read = await parse(
    ...multipart(
      'mixed',
      'b',
      ['', 'Hello'],
      ['Content-Type: application/pdf', `Content-Disposition: ${disposition}`, '', 'x'],
    ),
  )
  expect(read.attachments.map((one) => one.name)).toEqual([name])
})

test('a raw name of a file is read in the charset of the mail', async () => {
  const read = await parse(
    ...multipart(
      'mixed',
      'b',
      ['Content-Type: text/plain; charset=iso-8859-1', '', 'x'],
      [latin1('Content-Type: application/pdf; name="Müller.pdf"'), '', 'x'],
    ),
  )
  expect(read.attachments[0]!.name).toBe('Müller.pdf')
})

test('of alternatives text and HTML are both given, a picture in the text is inline and a calendar is an attachment', async () => {
  const read = await parse(
    'From: a@example.com',
    ...multipart(
      'mixed',
      'outer',
      multipart(
        'alternative',
        'middle',
        ['Content-Type: text/plain', '', 'Plain'],
        multipart(
          'related',
          'inner',
          ['Content-Type: text/html', '', '<p>Rich <img src="cid:p%401"></p>'],
          [
            'Content-Type: image/png',
            'Content-ID: <p@1>',
            'Content-Transfer-Encoding: base64',
            '',
            'iVBO',
            'Rw==',
          ],
        ),
        [
          'Content-Type: text/calendar; method=REQUEST; charset=iso-8859-1',
          '',
          latin1('BEGIN:VCALENDAR für'),
        ],
      ),
      ['Content-Type: application/octet-stream; name=data', '', hex('00FF0D0A80')],
    ),
  )
  expect(read).toMatchObject({ text: 'Plain', html: '<p>Rich <img src="cid:p%401"></p>', problems: [] })
  expect(
    read.attachments.map((one) => ({ ...one, content: Buffer.from(one.content).toString('latin1') })),
  ).toEqual([
    {
      name: 'attachment-1.png',
      contentType: 'image/png',
      contentId: 'p@1',
      isInline: true,
      content: '\x89PNG',
    },
    {
      name: 'attachment-2.ics',
      contentType: 'text/calendar',
      contentId: null,
      isInline: false,
      content: Buffer.from('BEGIN:VCALENDAR für').toString('latin1'),
    },
    {
      name: 'data',
      contentType: 'application/octet-stream',
      contentId: null,
      isInline: false,
      content: '\x00\xff\r\n\x80',
    },
  ])
})

test('without a plain text it is made of the HTML', async () => {
  const read = await text('text/html; charset=utf-8', '<style>p{}</style><p>One &amp; two</p><p>Three</p>')
  expect(read.text).toBe('One & two\n\nThree')
  const empty = await parse(
    ...multipart(
      'alternative',
      'b',
      ['Content-Type: text/plain', '', ' '],
      ['Content-Type: text/html', '', '<b>Only here</b>'],
    ),
  )
  expect(empty.text).toBe('Only here')
})

test('200,000 blanks in HTML take no longer than other text', async () => {
  expect((await text('text/html', `<pre>a${' '.repeat(200_000)}b \nc</pre>`)).text).toMatch(
    /^a {200000}b\nc$/,
  )
})

test('texts around a picture are all shown, a text with a name further down is a file', async () => {
  const read = await parse(
    ...multipart(
      'mixed',
      'b',
      ['Content-Type: text/plain', '', 'Above <'],
      ['Content-Type: image/png; name=a.png', 'Content-Disposition: inline', '', 'x'],
      ['Content-Type: text/html', '', '<p>Below</p>'],
      ['Content-Type: text/plain; name=log.txt', 'Content-Disposition: inline; filename=log.txt', '', 'log'],
    ),
  )
  expect(read.text).toBe('Above <\n\nBelow')
  expect(read.html).toBe('<div style="white-space: pre-wrap">Above &lt;</div>\n<p>Below</p>')
  expect(read.attachments.map((one) => one.name)).toEqual(['a.png', 'log.txt'])
})

test('an attached message is one file, named after its subject', async () => {
  const inner = [
    'From: b@example.com',
    'Subject: =?utf-8?Q?Re=3A_Pr=C3=BCfung_1/2?=',
    ...multipart('mixed', 'in', ['', 'inside']),
  ]
  const read = await parse(
    'Subject: outer',
    ...multipart(
      'mixed',
      'out',
      ['', 'See below'],
      ['Content-Type: message/rfc822', '', ...inner],
      ['Content-Type: message/rfc822', '', 'x'],
    ),
  )
  expect(read.text).toBe('See below')
  expect(read.attachments.map(({ name, contentType }) => [name, contentType])).toEqual([
    ['Re_ Prüfung 1-2.eml', 'message/rfc822'],
    ['attachment-2.eml', 'message/rfc822'],
  ])
  expect(Buffer.from(read.attachments[0]!.content).toString()).toBe(inner.join('\r\n'))
})

test('a digest holds messages', async () => {
  const read = await parse(
    ...multipart('digest', 'b', ['', 'Subject: One', '', 'x'], ['', 'Subject: Two', '', 'x']),
  )
  expect(read.attachments.map((one) => one.name)).toEqual(['One.eml', 'Two.eml'])
})

test.each([
  ['quoted-printable', 'a=3Db=\r\nc =C3=A4=\t\r\n=ZZ =', 'a=bc ä=ZZ '.trimEnd()],
  ['base64', 'w6Q\r\n=\r\n', 'ä'],
  ['base64', 'aGVsbG8=\r\nd29ybGQ=', 'helloworld'],
  ['base64', 'aGVsbG8=\r\n\r\n____\r\nA footer of the list', 'hello'],
  ['Base64 (comment)', 'aGVs bG8', 'hello'],
  ['x-uuencode', 'begin 644 a\r\n%:&5L;&\\\r\n`\r\nend', 'hello'],
  ['8bit', 'ä', 'ä'],
  ['unheard-of', 'plain', 'plain'],
])('a text sent as %s (%j) reads %j', async (encoding, body, expected) => {
  const read = await parse(
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    body,
  )
  expect(read.text).toBe(expected)
})

test('lines that flow are put together again, quotations by themselves', async () => {
  const flowed = '> one \r\n> two\r\n>> three\r\nfour \r\nfive\r\n-- \r\nA\r\n From'
  expect((await text('text/plain; format=flowed', flowed)).text).toBe(
    '> one two\n>> three\nfour five\n-- \nA\nFrom',
  )
  expect((await text('text/plain; format=flowed; delsp=yes', 'long \r\nword')).text).toBe('longword')
})

test('a boundary that is missing or wrong is found', async () => {
  const parts = [
    '--real',
    'Content-Type: text/plain',
    '',
    'One',
    '--real',
    'Content-Type: application/pdf; name=a.pdf',
    '',
    'x',
    '--real--',
  ]
  for (const type of ['multipart/mixed', 'multipart/mixed; boundary=wrong']) {
    const read = await parse(`Content-Type: ${type}`, '', 'preamble', ...parts, 'epilogue')
    expect([read.text, read.attachments.map((one) => one.name)]).toEqual(['One', ['a.pdf']])
  }
})

test('a multipart without any parts is shown as it came', async () => {
  const read = await parse('Content-Type: multipart/mixed', '', 'Just text')
  expect(read.text).toBe('Just text')
  expect(read.problems).toHaveLength(1)
})

test('a boundary may end with blanks, contain another, or never be closed', async () => {
  const read = await parse(
    'Content-Type: multipart/mixed; boundary="a"',
    '',
    '--a \t',
    'Content-Type: multipart/alternative; boundary="a.b"',
    '',
    '--a.b',
    '',
    'Inner',
    '--a',
    'Content-Type: image/gif; name=x.gif',
    '',
    'x',
  )
  expect([read.text, read.attachments.map((one) => one.name)]).toEqual(['Inner', ['x.gif']])
})

test.each([
  ['without an empty line', 'Subject: S\r\nHello there\r\nfriend', 'S', 'Hello there\nfriend'],
  ['with LF', 'Subject: S\n\nHello\nthere', 'S', 'Hello\nthere'],
  ['with CR', 'Subject: S\r\rHello\rthere', 'S', 'Hello\nthere'],
  [
    'with a lone CR in the subject',
    'Subject: S\rFrom: evil@example.com\r\n\r\nHello',
    'S From: evil@example.com',
    'Hello',
  ],
  ['with NUL', 'Sub\0ject: x\r\nSubject: S\0S\r\n\r\nHel\0lo', 'S S', 'Hello'],
  ['with a byte order mark', '\ufeffSubject: S\r\n\r\nHello', 'S', 'Hello'],
  ['with empty lines in front', '\r\n\r\nSubject: S\r\n\r\nHello', 'S', 'Hello'],
  ['out of an mbox file', 'From a@example.com Mon Nov 24\r\nSubject: S\r\n\r\nHello', 'S', 'Hello'],
  ['with rubbish in the header', 'X: y\r\nrubbish\r\nSubject: S\r\n\r\nHello', 'S', 'Hello'],
  ['with a header alone', 'Subject: S', 'S', ''],
  ['with a type that is none', 'Content-Type: text\r\nSubject: S\r\n\r\nHello', 'S', 'Hello'],
])('a mail %s is read', async (_how, raw, subject, body) => {
  const read = await parseMail(Buffer.from(raw))
  expect([read.subject, read.text]).toEqual([subject, body])
})

test('text without a header is shown, and nothing and mere bytes are refused', async () => {
  const read = await parseMail(Buffer.from('Hello, this is no mail.'))
  expect([read.text, read.problems.length]).toEqual(['Hello, this is no mail.', 1])
  await expect(parseMail(new Uint8Array())).rejects.toThrow('This is not a mail')
  await expect(parseMail(hex('00010203fffefdfc80818283'))).rejects.toThrow('This is not a mail')
})

test('half a type is taken for what it may be', async () => {
  const parts = [
    '--b',
    'Content-Type: application; name=a.gz',
    '',
    'x',
    '--b',
    'Content-Type: text',
    '',
    'Hello',
    '--b--',
  ]
  const read = await parse('Content-Type: multipart; boundary=b', '', ...parts)
  expect(read).toMatchObject({
    text: 'Hello',
    attachments: [{ name: 'a.gz', contentType: 'application/octet-stream' }],
  })
})

test('a view into a larger buffer is read alone', async () => {
  const whole = Buffer.from('XXSubject: S\r\n\r\nHelloYY')
  expect((await parseMail(whole.subarray(2, -2))).text).toBe('Hello')
})

test('10,000 parts within each other are read down to the text', async () => {
  const nested = Array.from(
    { length: 10_000 },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  )
  const read = await parseMail(
    Buffer.from(
      `Subject: Deep\r\n${nested.join('').slice(0, -`--b9999\r\n`.length)}--b9999\r\n\r\nDown here`,
    ),
  )
  expect([read.subject, read.text.slice(-9)]).toEqual(['Deep', 'Down here'])
})

test('of more parts than can be read the rest is left out, and that is told', async () => {
  const read = await parseMail(
    Buffer.from(`Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n'.repeat(20_000)}`),
  )
  expect(read.problems).toEqual(['The message has more parts than can be read; the last ones are left out.'])
})

test.each([
  ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
  ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
  ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', null],
  ['Mon, 1 Jan 2024 00:00 EST', '2024-01-01T05:00:00.000Z'],
  ['Mon, 01 January 2024 10.20.30 +0530', '2024-01-01T04:50:30.000Z'],
  ['1 Jan 2024 10:20:30', '2024-01-01T10:20:30.000Z'],
  ['2024-01-01T10:20:30+02:00', '2024-01-01T08:20:30.000Z'],
  ['2024-01-01 10:20:30', '2024-01-01T10:20:30.000Z'],
  ['Thu, 99 Foo 2024 10:00:00 +0000', null],
  ['1 Jan 9999 00:00:00 +0000', null],
  ['yesterday', null],
])('the date %j is %j', async (date, expected) => {
  expect((await parse(`Date: ${date}`, '', 'x')).sentAt).toBe(expected)
})

test.each([
  ['<a@b> <c@d>', ['<a@b>', '<c@d>']],
  ['<a@b>,<c@d>', ['<a@b>', '<c@d>']],
  ['<a\r\n @b>', ['<a@b>']],
  ['<a@b> (from me <x@y>) <c(1)@d>', ['<a@b>', '<c(1)@d>']],
  ['a@b c@d', ['<a@b>', '<c@d>']],
  ['Your message of Monday <a@b>', ['<a@b>']],
  ['Message from a@b of Monday', []],
  ['<a@b> <c@d> <a@b>', ['<c@d>', '<a@b>']],
  ['<no-at-sign>', ['<no-at-sign>']],
  ['<>', []],
])('References: %j names %j', async (value, expected) => {
  expect((await parse(`References: ${value}`, '', 'x')).references).toEqual(expected)
})

test('of many references the last 100 are kept', async () => {
  const ids = Array.from({ length: 150 }, (_, index) => `<${index}@example.com>`)
  expect((await parse(`References: ${ids.join('\r\n ')}`, '', 'x')).references).toEqual(ids.slice(50))
})

test('Thread-Index names the conversation by its first 22 bytes', async () => {
  const bytes = Buffer.from(Array.from({ length: 27 }, (_, index) => index + 1))
  expect((await parse(`Thread-Index: ${bytes.toString('base64')}`, '', 'x')).threadIndex).toBe(
    bytes.subarray(0, 22).toString('hex'),
  )
  expect((await parse('Thread-Index: AQID', '', 'x')).threadIndex).toBeNull()
})

const signature = ['Content-Type: application/pkcs7-signature; name=smime.p7s', '', 'x']
test.each([
  [
    'smime-signed',
    multipart(
      'signed; protocol="application/pkcs7-signature"; micalg=sha-256',
      'b',
      ['', 'Hello'],
      signature,
    ),
  ],
  ['smime-signed', multipart('signed', 'b', ['', 'Hello'], signature)],
  ['smime-signed', ['Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', '', 'x']],
  [
    'smime-signed',
    [
      'Content-Type: application/x-pkcs7-mime',
      'Content-Transfer-Encoding: base64',
      '',
      'MIAGCSqGSIb3DQEHAqCA',
    ],
  ],
  [
    'smime-encrypted',
    ['Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', '', 'x'],
  ],
  ['smime-encrypted', ['Content-Type: application/pkcs7-mime; smime-type=authEnveloped-data', '', 'x']],
  [
    'smime-encrypted',
    [
      'Content-Type: application/x-pkcs7-mime',
      'Content-Transfer-Encoding: base64',
      '',
      'MIAGCSqGSIb3DQEHA6CA',
    ],
  ],
  [null, ['Content-Type: application/pkcs7-mime; smime-type=certs-only', '', 'x']],
  [
    'pgp-signed',
    multipart(
      'signed; protocol="application/pgp-signature"',
      'b',
      ['', 'Hello'],
      ['Content-Type: application/pgp-signature', '', 'x'],
    ),
  ],
  [
    'pgp-encrypted',
    multipart(
      'encrypted; protocol="application/pgp-encrypted"',
      'b',
      ['Content-Type: application/pgp-encrypted', '', 'Version: 1'],
      ['Content-Type: application/octet-stream', '', 'x'],
    ),
  ],
  [
    'pgp-encrypted',
    multipart(
      'mixed',
      'b',
      ['Content-Type: application/pgp-encrypted', '', 'Version: 1'],
      ['Content-Type: application/octet-stream', '', 'x'],
    ),
  ],
  ['pgp-encrypted', ['', '-----BEGIN PGP MESSAGE-----', '', 'hQEM', '-----END PGP MESSAGE-----']],
  ['pgp-signed', ['', '-----BEGIN PGP SIGNED MESSAGE-----', 'Hash: SHA256', '', 'Hello']],
  [
    'smime-signed',
    multipart(
      'mixed',
      'o',
      multipart('signed; protocol="application/pkcs7-signature"', 'b', ['', 'Hello'], signature),
      ['', 'A footer'],
    ),
  ],
  [
    null,
    multipart(
      'mixed',
      'b',
      ['', 'Hello'],
      ['Content-Type: message/rfc822', '', 'Content-Type: application/pkcs7-mime', '', 'x'],
    ),
  ],
])('protection %s is told', async (protection, lines) => {
  expect((await parse('From: a@example.com', ...lines)).protection).toBe(protection)
})

/** An element of DER with a length of two bytes, and one of BER of unknown length. */
const der = (tag: number, ...content: Uint8Array[]) => {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 255]), body])
}
const ber = (tag: number, ...content: Uint8Array[]) =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...content, Buffer.from([0, 0])])

test.each(['der', 'ber'])(
  'a text within its signature (%s) is read, and the signature stays',
  async (form) => {
    const element = form === 'der' ? der : ber
    const inner = Buffer.from(
      multipart('mixed', 'b', ['', 'Signed'], ['Content-Type: image/gif; name=a.gif', '', 'x']).join('\r\n'),
    )
    const octets =
      form === 'der' ? der(4, inner) : ber(0x24, der(4, inner.subarray(0, 50)), der(4, inner.subarray(50)))
    const data = element(0x30, hex('06092a864886f70d010701'), element(0xa0, octets))
    const signed = element(0x30, hex('020101'), element(0x31), data, element(0x31))
    const code = element(0x30, hex('06092a864886f70d010702'), element(0xa0, signed)).toString('base64')
    for (const type of [
      'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
      'application/x-pkcs7-mime; name=smime.p7m',
    ]) {
      const read = await parse(
        'Subject: S',
        `Content-Type: ${type}`,
        'Content-Transfer-Encoding: base64',
        '',
        code,
      )
      expect(read).toMatchObject({ protection: 'smime-signed', text: 'Signed', problems: [] })
      expect(read.attachments.map((one) => one.name)).toEqual(['a.gif', 'smime.p7m'])
    }
    const cut = await parse('Content-Type: application/pkcs7-mime; smime-type=signed-data', '', 'x')
    expect(cut).toMatchObject({
      text: '',
      problems: ['The text of the message is within its signature and could not be taken out.'],
    })
  },
)

test('of very long HTML the beginning is made into text, and the mail says so', async () => {
  const read = await parse('Content-Type: text/html', '', '<p>word</p>'.repeat(200_000))
  expect(read.html?.length).toBeGreaterThan(2_000_000)
  expect(read.text.length).toBeLessThan(1_000_000)
  expect(read.problems).toEqual([expect.stringContaining('so long')])
})

test('a winmail.dat that holds nothing readable stays the attachment it is', async () => {
  const read = await parse(
    ...multipart(
      'mixed',
      'b',
      ['', 'Hello'],
      ['Content-Type: application/ms-tnef; name="winmail.dat"', '', 'x'],
    ),
  )
  expect(read.attachments).toMatchObject([{ name: 'winmail.dat', contentType: 'application/ms-tnef' }])
})
