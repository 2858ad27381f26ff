import type { MailAddress } from '@tandem/model/api/queues.ts'
import { escapeHtml } from './merge-fields.ts'

/** A message that is forwarded, as far as it is quoted. */
export interface QuotedMail {
  from: MailAddress
  to: MailAddress[]
  cc: MailAddress[]
  /** ISO 8601: when it was written, or else when it came. */
  at: string
  subject: string
  /** Sanitised. */
  html: string | null
  text: string
}

/** A forwarded message as mail programs quote it: a block of its header, then what it said, whole. */
export function quotedMail(mail: QuotedMail): { html: string; text: string } {
  const lines = headerLines(mail)
  const head = lines
    .map(([name, value]) => `<b>${name}:</b> <span dir="auto">${escapeHtml(value)}</span>`)
    .join('<br>')
  const body = mail.html ?? `<p>${escapeHtml(mail.text).replaceAll('\n', '<br>')}</p>`
  return {
    html: `<hr><p>${head}</p>${body}`,
    text: [
      '-----Original message-----',
      ...lines.map(([name, value]) => `${name}: ${value}`),
      '',
      mail.text,
    ].join('\n'),
  }
}

function headerLines({ from, to, cc, at, subject }: QuotedMail): [name: string, value: string][] {
  // In UTC: whoever gets it may be anywhere.
  const sent = new Date(at).toUTCString().replace('GMT', 'UTC')
  const people = (list: MailAddress[]) => list.map(addressText).join(', ')
  const lines: [string, string][] = [
    ['From', addressText(from)],
    ['Sent', sent],
    ['To', people(to)],
    ['Cc', people(cc)],
    ['Subject', subject],
  ]
  return lines.filter(([, value]) => value !== '')
}

function addressText({ name, address }: MailAddress): string {
  if (name === '') return address
  return address === '' ? name : `${name} <${address}>`
}
