import { createHash } from 'node:crypto'
import { type Html, html } from '../control/pages/html.ts'
import type { WireResponse } from '../wire.ts'
import type { Interaction } from './memory.ts'

/** The only script of these pages: it sends on the form of `response_mode=form_post`, as the service's own page does. */
const submitScript = 'document.forms[0].submit()'
const submitHash = createHash('sha256').update(submitScript).digest('base64')

/** No `form-action`: a browser would hold it against the redirect that follows the form. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'sha256-${submitHash}'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** A page of the sign-in service. */
export function signInPage(title: string, body: Html, status = 200): WireResponse {
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/~/style.css"></head>
<body><header><p>Sign-in of the emulated Microsoft 365</p></header>
<main id="main"><h1>${title}</h1>${body}</main>
<footer><p>Invented people: their names and passwords are on the administrator’s pages of <a href="/">the other side</a>.</p></footer></body></html>`
  return { status, headers, body: document.text }
}

/** The page of the interaction's present step. */
export function stepPage(
  interaction: Interaction,
  more: { permissions?: Html; accounts?: string[] } = {},
): WireResponse {
  const { step, client, user, account, refusal } = interaction
  const said = refusal !== undefined && html`<p class="notice bad" role="alert">${refusal}</p>`
  const who = user ? html`<p>${user.displayName} (${user.userPrincipalName})</p>` : html`<p>${account}</p>`
  switch (step) {
    case 'account':
      return signInPage(
        'Sign in',
        html`${said}<p>to continue to ${client.displayName}</p>${picks(interaction, more.accounts ?? [])}
${form(interaction, 'account', html`<label>Account<input name="login" type="text" autocomplete="username" autocapitalize="none" required autofocus></label>`, 'Next')}`,
      )
    case 'password':
      return signInPage(
        'Enter password',
        html`${said}${who}
${form(interaction, 'password', html`<label>Password<input name="passwd" type="password" autocomplete="current-password" required autofocus></label>`, 'Sign in')}
${act(interaction, 'back', 'Use another account')}`,
      )
    case 'newPassword':
      return signInPage(
        'Update your password',
        html`${said}${who}<p>Your password has expired. Choose a new one.</p>
${form(interaction, 'newPassword', html`<label>New password<input name="newpasswd" type="password" autocomplete="new-password" minlength="8" required></label>`, 'Sign in')}`,
      )
    case 'register':
      return signInPage(
        'More information required',
        html`${said}${who}<p>Your organisation needs more information to keep your account secure: set up a second factor.</p>
${act(interaction, 'register', 'Set up the authenticator')}`,
      )
    case 'approve':
      return signInPage(
        'Approve sign-in request',
        html`${said}${who}<p>Open your authenticator app and approve the request. Here, the button below is your phone.</p>
${act(interaction, 'approve', 'Approve (as on the phone)')} ${act(interaction, 'denyApproval', 'Deny', true)}`,
      )
    case 'confirm':
      return signInPage(
        `Are you trying to sign in to ${client.displayName}?`,
        html`${who}<p>Only continue if you started this sign-in on another device yourself.</p>
${act(interaction, 'confirm', 'Continue')} ${act(interaction, 'cancel', 'Cancel', true)}`,
      )
    case 'consent':
      return signInPage(
        'Permissions requested',
        html`${who}<p>${client.displayName} would like to:</p>${more.permissions}`,
      )
  }
}

/** The list of permissions with both answers; whoever may consent for everybody has a box for it. */
export function consentForm(
  interaction: Interaction,
  permissions: string[],
  box: boolean,
  forAll: boolean,
): Html {
  const items = permissions.map((one) => html`<li>${one}</li>`)
  const everybody = forAll && html`<p>This is for everybody in the organisation.</p>`
  const choice =
    box &&
    html`<label class="check"><input type="checkbox" name="everybody">Consent on behalf of your organisation</label>`
  return html`<ul>${items}</ul>${everybody}
${form(interaction, 'accept', choice, 'Accept')} ${act(interaction, 'cancel', 'Cancel', true)}`
}

/** The page on which somebody types the code of a device. */
export function devicePage(refusal?: string): WireResponse {
  const said = refusal !== undefined && html`<p class="notice bad" role="alert">${refusal}</p>`
  return signInPage(
    'Enter code',
    html`${said}<p>Enter the code displayed on your app or device.</p>
<form method="post" action="/devicelogin"><label>Code<input name="otc" autocomplete="off" autocapitalize="characters" required autofocus></label>
<p><button class="primary">Next</button></p></form>`,
  )
}

/** An error of the sign-in service, for people. */
export function refusalPage(title: string, text: string, status = 400): WireResponse {
  return signInPage(title, html`<p class="notice bad" role="alert">${text}</p>`, status)
}

/** Sends an answer on to an application: redirect, or a form that sends itself. */
export function sendOn(
  redirectUri: string,
  mode: 'query' | 'fragment' | 'form_post',
  values: Record<string, string | undefined>,
): WireResponse {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (mode === 'form_post') {
    const fields = given.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
    const script = html`<form method="post" action="${redirectUri}">${fields}<p><button class="primary">Continue</button></p></form>`
    const page = signInPage('Working…', script)
    return { ...page, body: String(page.body).replace('</body>', `<script>${submitScript}</script></body>`) }
  }
  const url = new URL(redirectUri)
  const query = new URLSearchParams(given).toString()
  if (mode === 'query') for (const [name, value] of given) url.searchParams.append(name, value)
  else url.hash = query
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store' } }
}

function picks(interaction: Interaction, accounts: string[]): Html {
  const buttons = accounts.map(
    (
      one,
    ) => html`<form method="post" action="/common/login" class="inline"><input type="hidden" name="flow" value="${interaction.id}">
<input type="hidden" name="act" value="pick"><button>${one}</button></form> `,
  )
  return html`${accounts.length > 0 && html`<p>Pick an account: ${buttons}</p>`}`
}

function form(interaction: Interaction, name: string, fields: Html | false, text: string): Html {
  return html`<form method="post" action="/common/login"><input type="hidden" name="flow" value="${interaction.id}">
<input type="hidden" name="act" value="${name}">${fields}<p><button class="primary">${text}</button></p></form>`
}

function act(interaction: Interaction, name: string, text: string, danger = false): Html {
  return html`<form method="post" action="/common/login" class="inline"><input type="hidden" name="flow" value="${interaction.id}">
<input type="hidden" name="act" value="${name}"><button${danger && html` class="danger"`}>${text}</button></form>`
}
