import type { ContactFields } from '@tandem/model/contact.ts'
import type { EventContent } from '@tandem/model/event.ts'
import type { TaskContent } from '@tandem/model/task.ts'
import type { KindName } from '../src/providers/memory/mailbox.ts'

export type Fields = Record<string, unknown>

/** How people edit a kind of record in a history: every value written is a token that stands nowhere else, so that it can be traced. */
export interface KindEdits {
  fields: string[]
  /** `name` is never edited: it tells items apart. */
  fresh(name: string): Fields
  changes(fields: Fields, field: string, how: 'set' | 'clear', token: string): Fields
  nameOf(item: Fields): unknown
}

/** Every kind of record. */
export const kindEdits: Record<KindName, KindEdits> = {
  contacts: {
    fields: ['jobTitle', 'nickName', 'businessPhones', 'emailAddresses', 'personalNotes', 'homeAddress'],
    fresh: (fileAs) => ({ displayName: 'Person', fileAs }),
    changes: contactChanges,
    nameOf: ({ fileAs }) => fileAs,
  },
  events: {
    fields: ['subject', 'body', 'categories', 'exceptions', 'cancelledDates', 'start'],
    fresh: freshEvent,
    changes: eventChanges,
    nameOf: ({ location }) => (location as { displayName?: string } | undefined)?.displayName,
  },
  tasks: {
    fields: ['title', 'body', 'categories', 'importance', 'dueDateTime'],
    fresh: (name) => ({ title: 'Task', body: { contentType: 'text', content: name } }),
    changes: taskChanges,
    nameOf: ({ body }) => (body as { content?: string } | undefined)?.content?.split('\n')[0],
  },
}

function contactChanges(
  fields: ContactFields,
  field: string,
  how: 'set' | 'clear',
  token: string,
): ContactFields {
  if (how === 'clear')
    return { [field]: field === 'businessPhones' || field === 'emailAddresses' ? [] : null }
  switch (field) {
    case 'businessPhones':
      return { businessPhones: [...(fields.businessPhones ?? []), token].slice(-2) }
    case 'emailAddresses':
      return { emailAddresses: [...(fields.emailAddresses ?? []), { address: `${token}@x.org` }].slice(-3) }
    case 'personalNotes':
      return {
        personalNotes: fields.personalNotes ? `${fields.personalNotes}\n${token}` : `one\ntwo\n${token}`,
      }
    case 'homeAddress':
      return { homeAddress: { ...fields.homeAddress, [token.length % 2 ? 'city' : 'street']: token } }
    default:
      return { [field]: token }
  }
}

/** Every other event is a series of six days, next week, across which no clock changes in this zone. */
function freshEvent(name: string): Fields {
  const day = dayIn(7)
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone: 'Asia/Kathmandu' })
  const range = { type: 'numbered', startDate: day, numberOfOccurrences: 6 }
  return {
    subject: 'Event',
    start: at('09:00'),
    end: at('10:00'),
    location: { displayName: name },
    ...(numberOf(name) % 2 === 0 && { recurrence: { pattern: { type: 'daily', interval: 1 }, range } }),
  }
}

function eventChanges(fields: Fields, field: string, how: 'set' | 'clear', token: string): Fields {
  const event = fields as unknown as EventContent
  const number = numberOf(token)
  switch (field) {
    case 'body':
      return { body: how === 'clear' ? null : { contentType: 'text', content: token } }
    case 'categories':
      return { categories: how === 'clear' ? [] : [...(event.categories ?? []), token].slice(-3) }
    case 'start': {
      const hour = String(8 + (number % 10)).padStart(2, '0')
      const at = (minute: string) => ({
        ...event.start,
        dateTime: `${event.start.dateTime.slice(0, 10)}T${hour}:${minute}:00`,
      })
      return { start: at('00'), end: at('30') }
    }
    case 'exceptions':
    case 'cancelledDates':
      return event.recurrence ? occurrenceChanges(event, field, how, token) : { subject: token }
    default:
      return { subject: how === 'clear' ? null : token }
  }
}

/** A day that was cancelled stays so, as Exchange cannot bring an occurrence back: whoever sees it cancelled edits the series. */
function occurrenceChanges(event: EventContent, field: string, how: 'set' | 'clear', token: string): Fields {
  const { exceptions = [], cancelledDates = [] } = event
  const originalDate = dayAfter(event.recurrence!.range.startDate, numberOf(token) % 6)
  if (field === 'cancelledDates' && numberOf(token) % 3 === 0)
    return { cancelledDates: [...new Set([...cancelledDates, originalDate])].slice(0, 5) }
  if (how === 'clear') return { exceptions: [] }
  if (cancelledDates.includes(originalDate)) return { subject: token }
  const others = exceptions.filter((one) => one.originalDate !== originalDate)
  return { exceptions: [...others, { originalDate, subject: token }] }
}

function taskChanges(fields: Fields, field: string, how: 'set' | 'clear', token: string): Fields {
  const task = fields as TaskContent
  switch (field) {
    case 'body': {
      const [name] = (task.body?.content ?? '').split('\n')
      return { body: { contentType: 'text', content: how === 'clear' ? name : `${name}\n${token}` } }
    }
    case 'categories':
      return { categories: how === 'clear' ? [] : [...(task.categories ?? []), token].slice(-3) }
    case 'importance':
      return { importance: how === 'clear' ? 'low' : 'high' }
    case 'dueDateTime':
      return {
        dueDateTime:
          how === 'clear'
            ? null
            : { dateTime: `${dayIn(1 + (numberOf(token) % 20))}T00:00:00`, timeZone: 'UTC' },
      }
    default:
      return { title: how === 'clear' ? null : token }
  }
}

function numberOf(token: string): number {
  return Number(/\d+/.exec(token)?.[0] ?? 0)
}

function dayIn(days: number): string {
  return dayAfter(new Date().toISOString().slice(0, 10), days)
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
