import { z } from 'zod'
import { id, instant, page, pageQuery } from './paging.ts'

/** What happened: the cause of a notice. */
export const noticeKind = z.enum([
  'verification-failed',
  'verification-passed',
  'verification-changed',
  'expiry',
  'breach',
  'suspended',
  'secret-in-use',
])
export type NoticeKind = z.infer<typeof noticeKind>

/** Something the contacts of an organisation were told. */
export const notice = z.object({
  id,
  organisationId: id,
  organisationName: z.string(),
  connectionId: id.nullable(),
  kind: noticeKind,
  subject: z.string(),
  /** Paragraphs, separated by empty lines. */
  text: z.string(),
  createdAt: instant,
  readAt: instant.nullable(),
  /** To whom it was mailed, or why not. */
  mails: z.array(
    z.object({
      address: z.string(),
      /** `unmailed`: no mail server is set, so it is only shown. */
      state: z.enum(['waiting', 'sent', 'refused', 'unmailed']),
      problem: z.string().nullable(),
    }),
  ),
})
export type Notice = z.infer<typeof notice>

export const noticePage = page(notice).extend({
  /** Of all that the caller may see, also beyond this page. */
  unread: z.int(),
})

export const noticeQuery = pageQuery.extend({
  organisation: id.optional(),
  unread: z.stringbool().optional().describe('`true`: only those that nobody has marked as read'),
})

/** Marks notices as read, for everybody. */
export const readNotices = z.strictObject({
  ids: z.array(id).min(1, 'is empty: name at least one notice').max(500),
})
