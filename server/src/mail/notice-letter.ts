import { createHash } from 'node:crypto'
import type { NoticeMail } from '../store/notice-mail.ts'
import { escapeHtml } from './merge-fields.ts'

/** A notice as a mail. Its Message-ID is the same at every try, so that a doubled one is known as such (RFC 5322, 3.6.4). */
export function noticeLetter(mail: NoticeMail, given: { from: string; publicUrl: string }) {
  const link = given.publicUrl + mail.path
  const about = `This concerns ${mail.organisationName}.`
  const foot = 'You get this because your address is a contact of the organisation in Tandem.'
  const key = createHash('sha256').update(`${mail.noticeId} ${mail.address}`).digest('hex').slice(0, 32)
  const paragraphs = mail.text.split('\n\n')
  return {
    from: given.from,
    to: [{ name: '', address: mail.address }],
    subject: `${mail.subject} (${mail.organisationName})`,
    date: mail.createdAt,
    messageId: `<${key}@${new URL(given.publicUrl).hostname}>`,
    textEncoding: 'quoted-printable' as const,
    // Out-of-office answers to a machine help nobody (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: [...paragraphs, `In Tandem: ${link}`, `${about} ${foot}`].join('\n\n'),
    html: [
      ...paragraphs.map((text) => `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>`),
      `<p><a href="${escapeHtml(link)}">Open it in Tandem</a></p>`,
      `<p><small>${escapeHtml(about)} ${escapeHtml(foot)}</small></p>`,
    ].join('\n'),
  }
}
