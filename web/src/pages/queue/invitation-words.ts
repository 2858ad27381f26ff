import type { InboundMessage } from '../../shapes.ts'

type Invitation = NonNullable<InboundMessage['invitation']>

const titles: Record<Exclude<Invitation['method'], 'reply'>, string> = {
  request: 'Invitation',
  cancel: 'Called off',
  publish: 'Event',
}
const answers: Record<NonNullable<Invitation['answer']>, string> = {
  accepted: 'Invitation accepted',
  declined: 'Invitation declined',
  tentative: 'Invitation accepted provisionally',
}

/** What it is. */
export function invitationTitle({ method, answer }: Pick<Invitation, 'method' | 'answer'>): string {
  if (method !== 'reply') return titles[method]
  return answer === null ? 'Invitation answered' : answers[answer]
}

/** When it takes place, in the person's zone; days are days everywhere. */
export function invitationWhen(invitation: Omit<Invitation, 'method' | 'answer'>, locale?: string): string {
  const { start, end, isAllDay, repeats } = invitation
  if (start === null || end === null) return 'When is not known: look into the file.'
  const format = isAllDay
    ? new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' })
    : new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' })
  return `${format.formatRange(new Date(start), new Date(end))}${repeats ? ', and again' : ''}`
}
