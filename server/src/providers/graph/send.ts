import type { Reach, Wanted } from '../provider.ts'
import type { Sender, SendLimits } from '../sender.ts'
import { graphDrafts } from './drafts.ts'
import type { GraphClient } from './http.ts'
import { fileBodies, fitting, letterBody } from './letter-body.ts'
import { mailPaths } from './mail-paths.ts'
import { answerOf } from './send-refusals.ts'

/**
 * What Exchange Online lets a mailbox send (platform-facts 2.1). A message handed over in one request must fit into it with
 * its attachments as base64; by drafts they are uploaded.
 */
export function graphSendLimits({ readMail }: Wanted): SendLimits {
  return {
    messageBytes: readMail ? 150 * 1024 * 1024 : 2_900_000,
    recipientsPerMessage: 500,
    messagesPerMinute: 30,
    recipientsPerDay: 10_000,
  }
}

/**
 * Mail that goes out from a mailbox. Without permission to read mail there is `sendMail` and nothing else: no request is made
 * that could read any.
 */
export function graphSender(client: GraphClient, mailbox: string, reach: Reach): Sender {
  const paths = mailPaths(mailbox)
  return {
    limits: graphSendLimits(reach.wanted),
    submit: async (letter) => {
      const message = letterBody(letter)
      if (fitting(message, letter.attachments) < letter.attachments.length) {
        const detail =
          'A request takes 4 MB. Larger files need the permission to write drafts (Mail.ReadWrite)'
        return { ok: false, failure: { kind: 'Rejected', code: 'too-large', detail } }
      }
      return await answerOf(async () => {
        const attachments = await fileBodies(letter.attachments)
        const body = { message: { ...message, ...(attachments.length > 0 && { attachments }) } }
        await client({ method: 'POST', path: paths.sendMail, body: { ...body, saveToSentItems: true } })
      })
    },
    ...(reach.wanted.readMail && { drafts: graphDrafts(client, paths, reach) }),
  }
}
