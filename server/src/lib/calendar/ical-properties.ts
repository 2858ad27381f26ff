import type { EventContent, EventResponse } from '@tandem/model/event.ts'
import { htmlToText } from '../html-to-text.ts'
import { type Component, type Property, plainText, unknownText } from './jcal.ts'
import type { OccurrenceContent } from './occurrence.ts'

type Person = NonNullable<EventContent['attendees']>[number]
type Address = NonNullable<EventContent['organizer']>['emailAddress']

/** What an event says beside its times, as properties. The `X-MICROSOFT` ones are those of MS-OXCICAL, by which Outlook and others know more than RFC 5545 has words for. */
export function eventProperties(content: OccurrenceContent): Property[] {
  const { subject, body, location, categories, showAs = 'busy', importance, organizer } = content
  const properties: (Property | undefined)[] = [
    subject ? ['summary', {}, 'text', plainText(subject)] : undefined,
    ...bodyProperties(body),
    location ? ['location', {}, 'text', plainText(location.displayName)] : undefined,
    categories?.length ? ['categories', {}, 'text', ...categories.map(plainText)] : undefined,
    classProperty(content.sensitivity),
    ['transp', {}, 'text', showAs === 'free' ? 'TRANSPARENT' : 'OPAQUE'],
    unknownText('x-microsoft-cdo-busystatus', {}, showAs.toUpperCase()),
    [
      'status',
      {},
      'text',
      content.isCancelled ? 'CANCELLED' : showAs === 'tentative' ? 'TENTATIVE' : 'CONFIRMED',
    ],
    importance === 'high' ? ['priority', {}, 'integer', 1] : undefined,
    importance === 'low' ? ['priority', {}, 'integer', 9] : undefined,
    organizer
      ? ['organizer', nameOf(organizer.emailAddress), 'cal-address', addressOf(organizer.emailAddress)]
      : undefined,
    ...(content.attendees ?? []).map((person) => attendeeProperty(person, content.responseRequested ?? true)),
    content.onlineMeeting?.joinUrl
      ? [
          'conference',
          { feature: 'VIDEO', label: 'Join' },
          'uri',
          plainText(content.onlineMeeting.joinUrl).replace(/\s/g, ''),
        ]
      : undefined,
  ]
  return properties.filter((one) => one !== undefined)
}

/** The VALARM of an event that reminds. */
export function reminder({
  isReminderOn,
  reminderMinutesBeforeStart = 15,
  subject,
}: OccurrenceContent): Component[] {
  if (!isReminderOn) return []
  return [
    [
      'valarm',
      [
        ['action', {}, 'text', 'DISPLAY'],
        ['description', {}, 'text', plainText(subject || 'Reminder')],
        [
          'trigger',
          {},
          'duration',
          reminderMinutesBeforeStart === 0 ? 'PT0S' : `-PT${reminderMinutesBeforeStart}M`,
        ],
      ],
      [],
    ],
  ]
}

function bodyProperties(body: OccurrenceContent['body']): Property[] {
  if (!body) return []
  if (body.contentType === 'text') return [['description', {}, 'text', plainText(body.content)]]
  return [
    ['description', {}, 'text', plainText(htmlToText(body.content))],
    unknownText('x-alt-desc', { fmttype: 'text/html' }, body.content),
  ]
}

function classProperty(sensitivity: OccurrenceContent['sensitivity']): Property | undefined {
  if (sensitivity === undefined || sensitivity === 'normal') return undefined
  // MS-OXCICAL, 2.1.3.1.1.20.2: RFC 5545 has no word for "personal".
  return ['class', {}, 'text', sensitivity === 'personal' ? 'X-PERSONAL' : sensitivity.toUpperCase()]
}

const answers: Record<EventResponse, string> = {
  none: 'NEEDS-ACTION',
  notResponded: 'NEEDS-ACTION',
  organizer: 'ACCEPTED',
  accepted: 'ACCEPTED',
  declined: 'DECLINED',
  tentativelyAccepted: 'TENTATIVE',
}
const roles = { required: 'REQ-PARTICIPANT', optional: 'OPT-PARTICIPANT', resource: 'NON-PARTICIPANT' }

function attendeeProperty({ type, emailAddress, status }: Person, isAnswerWanted: boolean): Property {
  const parameters = {
    ...nameOf(emailAddress),
    ...(type === 'resource' ? { cutype: 'RESOURCE' } : {}),
    role: roles[type],
    partstat: answers[status?.response ?? 'none'],
    ...(isAnswerWanted ? { rsvp: 'TRUE' } : {}),
  }
  return ['attendee', parameters, 'cal-address', addressOf(emailAddress)]
}

/** A name as a parameter, which can hold no control characters (RFC 5545, 3.1); quotes are written as RFC 6868 does, by the library. */
function nameOf({ name }: Address): Record<string, string> {
  return name ? { cn: name.replace(/\p{Cc}+/gu, ' ') } : {}
}

/** The address as a URI; `invalid:nomail` is what Outlook and Apple write for somebody without one. */
function addressOf({ address }: Address): string {
  return address ? `mailto:${address.replace(/[\s\p{Cc}]/gu, '')}` : 'invalid:nomail'
}
