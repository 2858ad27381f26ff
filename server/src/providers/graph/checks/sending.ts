import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Check, CheckOutcome } from '../../provider.ts'
import type { Letter } from '../../sender.ts'
import { mailPaths } from '../mail-paths.ts'
import { itemsOf, pageOf } from '../pages.ts'
import { query, quoted } from '../paths.ts'
import { graphSender } from '../send.ts'
import type { GraphSettings } from '../settings.ts'
import { ask, clientOf, type GraphContext, look, tryRight } from './context.ts'
import { refused } from './reading.ts'
import { refusalWords } from './refusals.ts'
import { rightTo } from './rights.ts'
import { failedWith } from './signed-in.ts'
import { folderName } from './writing.ts'

/** So long the copy in Sent and the letter in the inbox are waited for, in milliseconds. */
const patience = 10_000
const lookEvery = 200

/**
 * Mail goes out: the test mailbox writes to itself, and the copy lies in its own Sent folder. Where nobody asked, or mail may
 * not be read (so that nothing could be removed), as little as possible is sent.
 */
export const send: Check<GraphSettings> = {
  name: 'send',
  wants: 'send',
  title: 'Mail can be sent',
  after: ['permissions', 'mailbox'],
  run: async (context) => {
    const address = context.testMailbox ?? ''
    if (context.isQuiet) return await toNobody(context, address)
    if (!context.wanted.readMail) return await accepted(context, address)
    const left = await removeLetters(context, address)
    const letter = letterTo(context, address)
    const problem = await submit(context, address, letter)
    if (problem) return problem
    const copy = await copies(context, address, letter.messageId)
    await removeLetters(context, address)
    const earlier = left === 0 ? '' : ` ${left} left by an earlier check went as well.`
    return copy.inSent
      ? {
          state: 'ok',
          headline: `A letter of ${address} to itself went out, its copy lay in its own Sent folder, and both were removed.${earlier}`,
        }
      : notInSent(address)
  },
}

async function toNobody(context: GraphContext, address: string): Promise<CheckOutcome> {
  const right = rightTo('send')
  const { told, found } = await tryRight(context, right, address)
  if (found === 'allowed') {
    return {
      state: 'ok',
      headline: `${address} may send: a letter without recipients was turned away for that reason alone. Nothing was sent.`,
    }
  }
  if (told.ok) throw new Error('A letter that was taken counts as allowed')
  if (found === 'refused') return await refused(context, right, address, told.failure)
  return failedWith(refusalWords(told.failure, address) ?? unknownAnswer(address, told.failure.detail))
}

/** Without permission to read mail nothing can be looked up or removed: one letter stays in the inbox, and that is said. */
async function accepted(context: GraphContext, address: string): Promise<CheckOutcome> {
  const problem = await submit(context, address, letterTo(context, address))
  return (
    problem ?? {
      state: 'ok',
      headline: `Microsoft accepted a letter of ${address} to itself. Whether its copy lies in the Sent folder is not proven, as mail may not be read; the letter in the inbox can be deleted.`,
    }
  )
}

async function submit(
  context: GraphContext,
  address: string,
  letter: Letter,
): Promise<CheckOutcome | undefined> {
  const sender = graphSender(clientOf(context), address, { ...context.outside, wanted: { send: true } })
  const sent = await sender.submit(letter)
  if (sent.ok) {
    context.saw({
      request: `POST ${new URL(mailPaths(address).sendMail, context.outside.serviceUrl)}`,
      status: 202,
      at: context.now().toISOString(),
    })
    return undefined
  }
  const { failure } = sent
  if (failure.evidence) context.saw(failure.evidence)
  const words = refusalWords(failure, address) ?? unknownAnswer(address, failure.detail)
  if (failure.kind === 'Forbidden' && failure.evidence?.code === 'ErrorAccessDenied')
    return await refused(context, rightTo('send'), address, failure)
  const passes = failure.kind === 'Throttled' || failure.kind === 'Unavailable'
  return { ...failedWith(words), ...(passes && { settlesWithin: 30 }) }
}

function letterTo(context: GraphContext, address: string): Letter {
  const id = randomUUID()
  return {
    operationId: `${context.marker}-${id}`,
    messageId: `<tandem-check-${id}@${address.split('@')[1]}>`,
    to: [{ name: '', address }],
    ...{ cc: [], bcc: [], replyTo: [], html: null, importance: 'normal', inReplyTo: null },
    ...{ references: [], attachments: [] },
    subject: folderName(context),
    text: 'Tandem sent this letter to prove that mail can be sent from this mailbox. It may be deleted.',
  }
}

/** Waits for both copies: the one in Sent, and the letter as it arrives. */
async function copies(context: GraphContext, address: string, messageId: string) {
  const paths = mailPaths(address)
  const $filter = `internetMessageId eq ${quoted(messageId)}`
  const ends = Date.now() + patience
  for (;;) {
    const [inSent, anywhere] = await Promise.all([
      count(context, `${paths.inFolder('sentitems')}${query({ $filter, $select: 'id' })}`),
      count(context, `${paths.messages}${query({ $filter, $select: 'id' })}`),
    ])
    if ((inSent > 0 && anywhere > inSent) || Date.now() > ends) return { inSent: inSent > 0 }
    await wait(lookEvery)
  }
}

async function count(context: GraphContext, path: string): Promise<number> {
  const told = await look(context, path)
  return told.ok ? pageOf(told.answer).items.length : 0
}

/** Letters of this connection's checks, wherever they lie: this one's, and those of one that crashed. Their subject is unique. */
async function removeLetters(context: GraphContext, address: string): Promise<number> {
  const { messages, message } = mailPaths(address)
  const $filter = `subject eq ${quoted(folderName(context))}`
  const told = await look(context, `${messages}${query({ $filter, $select: 'id', $top: 50 })}`)
  if (!told.ok) return 0
  const ids = itemsOf<{ id: string } & Record<string, unknown>>(pageOf(told.answer)).map(({ id }) => id)
  await Promise.all(ids.map((id) => ask(context, { method: 'POST', path: `${message(id)}/permanentDelete` })))
  return ids.length
}

function notInSent(address: string): CheckOutcome {
  return {
    state: 'warning',
    headline: `The letter went out, but its copy was not in the Sent folder of ${address} within ${patience / 1000} seconds.`,
    meaning:
      'Mail can be sent. Either Exchange is slow today, or a rule moves sent mail to another folder; then its person does not see what was sent.',
    actor: 'administrator',
    remedy: `Open Sent Items of ${address} in Outlook on the web and look for “Tandem check”. If it is not there, look for rules and retention policies that move sent mail.`,
    minutes: 5,
  }
}

function unknownAnswer(address: string, detail: string) {
  return {
    headline: `A letter of ${address} was not taken.`,
    meaning: `Microsoft’s own words: ${detail}`,
    actor: 'administrator' as const,
    remedy: 'Send a letter by hand from Outlook on the web and see what it says; then verify again.',
    minutes: 5,
  }
}
