import { expect, test } from 'vitest'
import { parseMail } from './parse-mail.ts'

const parse = (...lines: string[]) => parseMail(Buffer.from(lines.map((line) => `${line}\r\n`).join('')))

test.each([
  'Auto-Submitted: auto-replied',
  'Auto-Submitted: auto-generated (by a rule)',
  'Auto-Submitted: auto-notified; owner-email="a@example.com"',
  'X-Auto-Response-Suppress: All',
  'X-Auto-Response-Suppress: DR, OOF, AutoReply',
  'Precedence: bulk',
  'Precedence: Junk',
  'Precedence: list',
  'Precedence: auto_reply',
  'X-Autoreply: yes',
  'X-Autorespond: out of office',
  'X-AutoReply-From: a@example.com',
  'List-Id: News <news.example.com>',
  'List-Unsubscribe: <https://example.com/leave>',
  'Return-Path: <>',
  'Return-Path: <owner-news@example.com>',
  'Return-Path: <news-request@example.com>',
  'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
])('a mail with %j must not be answered automatically', async (header) => {
  expect(await parse('From: a@example.com', header, '', 'I am away.')).toMatchObject({
    kind: 'reply',
    bounce: null,
  })
})

test.each([
  'Auto-Submitted: no',
  'Auto-Submitted: No (a person wrote this)',
  'X-Auto-Response-Suppress: DR, RN, NRN',
  'Precedence: normal',
  'X-Autoreply: no',
  'Return-Path: <anna@example.com>',
  'Return-Path: <requests@example.com>',
  'Subject: Automatic reply: how do I set one up?',
])('a mail with %j is a mail', async (header) => {
  expect((await parse('From: a@example.com', header, '', 'Hello')).kind).toBe('mail')
})

test('what a mail system writes without a report is a reply', async () => {
  expect(
    (await parse('From: Postmaster <postmaster@example.com>', '', 'Your mailbox is nearly full.')).kind,
  ).toBe('reply')
})

const report = (status: string[], ...original: string[]) => [
  'From: Mail Delivery System <MAILER-DAEMON@example.com>',
  'Auto-Submitted: auto-replied',
  'Subject: Undelivered Mail Returned to Sender',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
  '',
  '--b',
  '',
  'It did not arrive.',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mail.example.com',
  '',
  ...status,
  '--b',
  ...original,
  '--b--',
]

test('a report of RFC 3464 is a bounce, with what came back and who did not get it', async () => {
  const read = await parse(
    ...report(
      [
        'Original-Recipient: rfc822;sales@example.net',
        'Final-Recipient: rfc822; <a@example.net>',
        'Action: failed',
        'Status: 5.1.1 (no such user)',
        'Diagnostic-Code: smtp; 550 5.1.1 <a@example.net>:',
        '    Recipient address rejected',
        '',
        'Final-Recipient: RFC822; b@example.net',
        'Action: delayed',
        'Status: 4.4.7',
        '',
        'Final-Recipient: rfc822; c@example.net',
        'Action: delivered',
        'Status: 2.0.0',
      ],
      'Content-Type: message/rfc822',
      '',
      'Message-ID: <lost@example.org>',
      'Subject: Offer',
      '',
      'Text',
    ),
  )
  expect(read.kind).toBe('bounce')
  expect(read.bounce).toEqual({
    messageId: '<lost@example.org>',
    recipients: [
      {
        address: 'sales@example.net',
        status: '5.1.1',
        reason: '550 5.1.1 <a@example.net>: Recipient address rejected',
      },
      { address: 'b@example.net', status: '4.4.7', reason: '' },
    ],
  })
  expect(read.text).toBe('It did not arrive.')
  expect(read.attachments.map((one) => one.name)).toEqual(['attachment-1.txt', 'Offer.eml'])
})

test('of the original the header is enough, also in an encoded status and without the type of the report', async () => {
  const lines = report(
    [
      'Final-Recipient: rfc822;a@example.net',
      'Action: failed',
      'Diagnostic-Code: smtp;552 5.2.2 mailbox full',
    ],
    'Content-Type: text/rfc822-headers',
    '',
    'Subject: Offer',
    'Message-ID:',
    ' <lost@example.org>',
  ).map((line) => line.replace('report-type=delivery-status; ', ''))
  expect((await parse(...lines)).bounce).toEqual({
    messageId: '<lost@example.org>',
    recipients: [{ address: 'a@example.net', status: '5.2.2', reason: '552 5.2.2 mailbox full' }],
  })
})

test('a letter that is called a status does not hide the true one', async () => {
  const [status, ...letter] = ['Content-Type: message/delivery-status', '', 'It was <a@example.net>.', '--b']
  const lines = report(['Final-Recipient: rfc822;a@example.net', 'Action: failed', 'Status: 5.3.0'])
  const at = lines.indexOf(status!)
  const read = await parse(...lines.slice(0, at), status!, ...letter, ...lines.slice(at))
  expect(read.bounce?.recipients).toEqual([{ address: 'a@example.net', status: '5.3.0', reason: '' }])
})

test('a status in base64 is read', async () => {
  const status = Buffer.from(
    'Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822;a@example.net\r\nAction: failed\r\nStatus: 5.0.0\r\n',
  )
  const read = await parse(
    'From: x@example.com',
    'In-Reply-To: <lost@example.org>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    'Content-Transfer-Encoding: base64',
    '',
    status.toString('base64'),
    '--b--',
  )
  expect(read.bounce).toEqual({
    messageId: '<lost@example.org>',
    recipients: [{ address: 'a@example.net', status: '5.0.0', reason: '' }],
  })
})

test('a report that all went well is a reply, a report that cannot be read is a bounce of nobody', async () => {
  const good = await parse(
    ...report(['Final-Recipient: rfc822;a@example.net', 'Action: relayed', 'Status: 2.1.5']),
  )
  expect(good).toMatchObject({ kind: 'reply', bounce: null })
  const cut = await parse(
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    'Sorry',
  )
  expect(cut).toMatchObject({ kind: 'bounce', bounce: { messageId: null, recipients: [] } })
})

test('a report that somebody forwards is a mail', async () => {
  const read = await parse(
    'From: anna@example.com',
    'Content-Type: multipart/mixed; boundary=o',
    '',
    '--o',
    '',
    'What does this mean?',
    '--o',
    'Content-Type: message/rfc822',
    '',
    ...report(['Final-Recipient: rfc822;a@example.net', 'Action: failed', 'Status: 5.1.1']),
    '--o--',
  )
  expect(read).toMatchObject({ kind: 'mail', bounce: null })
})

test('the report of qmail is a bounce', async () => {
  const read = await parse(
    'Return-Path: <>',
    'From: MAILER-DAEMON@example.com',
    'Subject: failure notice',
    '',
    'Hi. This is the qmail-send program at example.com.',
    "I'm afraid I wasn't able to deliver your message to the following addresses.",
    '',
    '<a@example.net>:',
    'Sorry, no mailbox here by that name. (#5.1.1)',
    '',
    '<b@example.net>:',
    '552 5.2.2 mailbox full',
    '',
    '--- Below this line is a copy of the message.',
    '',
    'Return-Path: <support@example.org>',
    'Message-ID: <lost@example.org>',
    'Subject: Offer',
  )
  expect(read.kind).toBe('bounce')
  expect(read.bounce).toEqual({
    messageId: '<lost@example.org>',
    recipients: [
      { address: 'a@example.net', status: '5.1.1', reason: 'Sorry, no mailbox here by that name. (#5.1.1)' },
      { address: 'b@example.net', status: '5.2.2', reason: '552 5.2.2 mailbox full' },
    ],
  })
})

test('a bounce of Exim without a report names its recipients in the header', async () => {
  const read = await parse(
    'From: Mail Delivery System <Mailer-Daemon@example.com>',
    'X-Failed-Recipients: a@example.net,',
    '  b@example.net',
    'Auto-Submitted: auto-replied',
    'Subject: Mail delivery failed: returning message to sender',
    '',
    'A message that you sent could not be delivered.',
    '',
    '  a@example.net',
    '    SMTP error from remote mail server after RCPT TO:<a@example.net>:',
    '    550 Unknown user',
    '  b@example.net',
    '    retry timeout exceeded',
  )
  expect(read.bounce).toEqual({
    messageId: null,
    recipients: [
      { address: 'a@example.net', status: '5.0.0', reason: '550 Unknown user' },
      { address: 'b@example.net', status: '', reason: '' },
    ],
  })
})

test('a mail system that sends the message back as an attachment bounces it, whatever it calls that', async () => {
  const read = await parse(
    'Return-Path: <>',
    'From: postmaster@example.com',
    'Subject: Hm',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'See below.',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Message-ID: <lost@example.org>',
    '',
    'Text',
    '--b--',
  )
  expect(read).toMatchObject({ kind: 'bounce', bounce: { messageId: '<lost@example.org>', recipients: [] } })
})
