import { rawOf } from '../../mime/write-mime.ts'
import type { OutsideMail } from '../../tenant/outside.ts'
import { html, type Page } from './html.ts'
import { attachmentList, bodyFrame, people, time } from './mail-parts.ts'
import { type PageCall, PageRefused, type PageRoute } from './page-call.ts'

/** What people outside of all organisations received. */
export const outsideRoutes: PageRoute[] = [
  { method: 'GET', path: '/~/outside', run: listPage },
  { method: 'GET', path: '/~/outside/{mail}', run: mailPage },
  { method: 'GET', path: '/~/outside/{mail}/raw', run: rawPage },
]

const shownAtMost = 200

function listPage({ world }: PageCall): Page {
  const all = [...world.outside.mails.values()].reverse()
  const rows = all.slice(0, shownAtMost).map(
    ({ id, at, recipients, mail }) => html`<tr><td>${people(mail.from ? [mail.from] : [])}</td>
<td>${recipients.join(', ')}</td><td><a href="/~/outside/${id}"><bdi>${mail.subject || '(no subject)'}</bdi></a></td><td>${time(at)}</td></tr>`,
  )
  const body = html`<p>${all.length} messages went to addresses of none of the organisations.${all.length > shownAtMost && ` The newest ${shownAtMost}:`}</p>
<div class="wide"><table>
<thead><tr><th scope="col">From</th><th scope="col">For</th><th scope="col">Subject</th><th scope="col">Arrived</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
  return { title: 'The world outside', body }
}

function mailPage(call: PageCall): Page {
  const { id, recipients, mail, at } = outsideMail(call)
  const body = html`<dl><dt>From</dt><dd>${people(mail.from ? [mail.from] : [])}</dd>
<dt>To</dt><dd>${people(mail.to)}</dd>${mail.cc.length > 0 && html`<dt>Cc</dt><dd>${people(mail.cc)}</dd>`}
<dt>Arrived for</dt><dd>${recipients.join(', ')}</dd><dt>Arrived</dt><dd>${time(at)}</dd>
<dt>Message-ID</dt><dd class="value">${mail.internetMessageId}</dd></dl>
${bodyFrame(mail)}
${attachmentList(mail, () => `/~/outside/${id}/raw`)}
<p><a href="/~/outside/${id}/raw">The message as RFC 5322</a></p>`
  return { title: mail.subject || '(no subject)', trail: [['/~/outside', 'The world outside']], body }
}

async function rawPage(call: PageCall): Promise<Page> {
  const { id, mail } = outsideMail(call)
  const raw = await rawOf(call.world.contents, mail, { bcc: false })
  const trail: [string, string][] = [
    ['/~/outside', 'The world outside'],
    [`/~/outside/${id}`, mail.subject || '(no subject)'],
  ]
  const text = raw.subarray(0, 200_000).toString('utf8')
  return { title: 'The message as RFC 5322', trail, body: html`<pre class="wide">${text}</pre>` }
}

function outsideMail({ world, params }: PageCall): OutsideMail {
  const found = world.outside.mails.get(params.mail ?? '')
  if (found === undefined) throw new PageRefused(404, 'This message is not there any more.')
  return found
}
