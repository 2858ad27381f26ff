import type { ContactFields } from '@tandem/model/contact.ts'
import { type EventContent, eventFields } from '@tandem/model/event.ts'
import { type TaskContent, taskFields } from '@tandem/model/task.ts'
import { normalContact } from '../../lib/normal-contact.ts'
import { normalEvent } from '../../lib/normal-event.ts'
import { normalTask } from '../../lib/normal-task.ts'
import { type Sample, writable } from './bench.ts'

/** A contact with every field of the model. */
const everyContact: Required<ContactFields> = {
  assistantName: 'Ama Mensah',
  birthday: '1974-07-22T11:59:00Z',
  businessAddress: {
    street: 'Σταδίου 12',
    city: 'Αθήνα',
    state: 'Αττική',
    postalCode: '105 64',
    countryOrRegion: 'Ελλάδα',
  },
  businessHomePage: 'https://example.com/π',
  businessPhones: ['+30 210 1234567', '+30 210 7654321'],
  categories: ['Blue category', 'Πελάτες'],
  children: ['Nikos', 'Эмма'],
  companyName: '株式会社タンデム',
  department: 'Ναυτιλία',
  displayName: 'د. ليلى 山田 Ζωή',
  emailAddresses: [
    { name: 'Work', address: 'zoe@work.example' },
    { name: 'Ζωή', address: 'zoe@home.example' },
    { name: 'Third', address: 'zoe@third.example' },
  ],
  fileAs: 'Ζωή, Layla',
  generation: 'Jr.',
  givenName: 'ليلى',
  homeAddress: {
    street: '1 Main St\r\nFlat 2',
    city: 'Leeds',
    state: 'W',
    postalCode: 'LS1',
    countryOrRegion: 'UK',
  },
  homePhones: ['+44 113 1', '+44 113 2'],
  imAddresses: ['sip:zoe@work.example'],
  initials: 'Z.L.',
  jobTitle: 'Мастер',
  manager: 'Ольга',
  middleName: 'Mai',
  mobilePhone: '+30 690 000',
  nickName: '🦊',
  officeLocation: 'B/12',
  otherAddress: {
    street: '7 Rue É',
    city: 'Paris',
    state: 'IDF',
    postalCode: '75001',
    countryOrRegion: 'FR',
  },
  personalNotes: `${'Ένα δύο τρία. '.repeat(2200)}\nend`,
  profession: 'Broker',
  spouseName: 'Jörg',
  surname: 'Ζωή',
  title: 'Dr.',
  yomiCompanyName: 'タンデム',
  yomiGivenName: 'レイラ',
  yomiSurname: 'ヤマダ',
}

export const contactSample: Sample<ContactFields> = {
  kind: 'contacts',
  of: ({ contacts }) => writable(contacts),
  hand: ({ contacts }) => contacts,
  named: (name) => ({ displayName: name, givenName: name }),
  nameOf: ({ displayName }) => displayName,
  everyField: everyContact,
  normal: normalContact,
  written: (item) => item,
  renamed: (name) => ({ displayName: name }),
  edit: { jobTitle: 'Πλοίαρχος', businessPhones: ['+1'] },
  other: { jobTitle: 'Kept' },
  emptied: Object.keys(everyContact).filter((name) => !['displayName', 'fileAs', 'surname'].includes(name)),
  hasWindow: false,
  hasPrivate: true,
}

/** A day of the year after next month, so that it lies in every window of these tests. */
const year = new Date().getUTCFullYear() + 1
const at = (time: string, timeZone = 'Europe/Berlin') => ({ dateTime: `${year}-05-${time}`, timeZone })

const everyEvent: EventContent = {
  subject: 'د. ليلى 山田 Ζωή 🦊',
  body: {
    contentType: 'html',
    content: '<p>Ένα <b>δύο</b> τρία &amp; <a href="https://example.com/π">Link</a></p>',
  },
  start: at('11T09:30:00'),
  end: at('11T10:45:00'),
  isAllDay: false,
  location: { displayName: 'Σταδίου 12, Αθήνα' },
  showAs: 'oof',
  sensitivity: 'personal',
  importance: 'high',
  isReminderOn: true,
  reminderMinutesBeforeStart: 45,
  categories: ['Blue category', 'Πελάτες'],
  attendees: [
    { type: 'required', emailAddress: { name: 'Ζωή', address: 'zoe@outside.example' } },
    { type: 'optional', emailAddress: { name: 'Nikos', address: 'nikos@outside.example' } },
  ],
  recurrence: {
    pattern: { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'friday'], firstDayOfWeek: 'monday' },
    range: { type: 'numbered', startDate: `${year}-05-11`, numberOfOccurrences: 9 },
  },
  isOnlineMeeting: true,
  responseRequested: false,
  allowNewTimeProposals: false,
  hideAttendees: true,
}

export const eventSample: Sample<EventContent> = {
  kind: 'events',
  of: ({ calendar }) => writable(calendar),
  hand: ({ events }) => events,
  named: (name) => ({ subject: name, start: at('20T15:00:00'), end: at('20T16:00:00') }),
  nameOf: ({ subject }) => subject,
  everyField: everyEvent,
  normal: normalEvent,
  written: writtenEvent,
  renamed: (name) => ({ subject: name }),
  edit: { subject: 'Πλοίαρχος', categories: ['Red category'] },
  other: { importance: 'high' },
  emptied: ['subject', 'body', 'location', 'categories', 'attendees', 'recurrence'],
  hasWindow: true,
  hasPrivate: true,
}

/** What of an event can be written: neither what the mailbox alone says, nor what the attendees answered. */
function writtenEvent(event: EventContent): EventContent {
  const { attendees, body, ...rest } = only(eventFields.shape, event)
  return {
    ...rest,
    ...(attendees && { attendees: attendees.map(({ status: _, ...attendee }) => attendee) }),
    // The service makes a page of what it was given (published examples of event-get).
    ...(body && { body: { ...body, content: inPage(body.content) } }),
  }
}

function inPage(html: string): string {
  return (/<body[^>]*>([\s\S]*)<\/body>/.exec(html)?.[1] ?? html).trim()
}

const everyTask: TaskContent = {
  title: 'د. ليلى 山田 Ζωή',
  body: { contentType: 'text', content: 'Ένα δύο τρία\nend' },
  status: 'waitingOnOthers',
  importance: 'high',
  categories: ['Blue category', 'Πελάτες'],
  dueDateTime: at('21T00:00:00', 'UTC'),
  startDateTime: at('19T00:00:00', 'UTC'),
  isReminderOn: true,
  reminderDateTime: at('20T07:15:00', 'UTC'),
  recurrence: {
    pattern: { type: 'daily', interval: 3 },
    range: { type: 'noEnd', startDate: `${year}-05-21` },
  },
}

export const taskSample: Sample<TaskContent> = {
  kind: 'tasks',
  of: ({ tasks }) => writable(tasks),
  hand: ({ tasks }) => tasks,
  named: (name) => ({ title: name }),
  nameOf: ({ title }) => title,
  everyField: everyTask,
  normal: normalTask,
  written: (task) => only(taskFields.shape, task),
  renamed: (name) => ({ title: name }),
  edit: { title: 'Πλοίαρχος', categories: ['Red category'] },
  other: { importance: 'high' },
  emptied: ['body', 'categories', 'startDateTime', 'reminderDateTime', 'recurrence'],
  hasWindow: false,
  hasPrivate: false,
}

function only<T extends object>(shape: object, item: T): T {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name in shape)) as T
}
