import type { WireResponse } from '../../wire.ts'

/** Text that is HTML already; everything else is escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = Html | string | number | undefined | false | null | Value[]

/** Builds HTML; every value put in is escaped, unless it is itself `Html`. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.reduce((text, part, at) => `${text}${render(values[at - 1])}${part}`))
}

/** One page: title, the way back, and its content. */
export interface Page {
  title: string
  /** Links from the start page down to the page above. */
  trail?: [href: string, text: string][]
  body: Html
  status?: number
  /** Said at the top: what went wrong, or what was done. */
  notice?: string
}

/** A whole page as an answer; nothing of it is kept by the browser. */
export function pageAnswer(page: Page): WireResponse {
  const trail: [string, string][] = [['/', 'Tenants'], ...(page.trail ?? [])]
  const links = trail.map(([href, text]) => html`<li><a href="${href}">${text}</a></li>`)
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} – The other side</title>
<link rel="stylesheet" href="/~/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><nav aria-label="Where you are"><ol>${links}</ol></nav></header>
<main id="main">
<h1><bdi>${page.title}</bdi></h1>
${page.notice !== undefined && html`<p class="notice" role="status">${page.notice}</p>`}
${page.body}
</main>
<footer><p>The other side: the emulated Microsoft 365, as its people and administrators see it. Invented data, no sign-in; for this machine only.</p></footer>
</body>
</html>`
  return { status: page.status ?? 200, headers: pageHeaders, body: document.text }
}

/** Sends the browser on after a form was taken, so that a reload does not send it again. */
export function seeOther(location: string): WireResponse {
  return { status: 303, headers: { location, 'cache-control': 'no-store' } }
}

/** A form button that posts to `action`. */
export function button(action: string, text: string, danger = false): Html {
  return html`<form method="post" action="${action}" class="inline"><button${danger && html` class="danger"`}>${text}</button></form>`
}

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

function render(value: Value): string {
  if (value === undefined || value === null || value === false) return ''
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(render).join('')
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
