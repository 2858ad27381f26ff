/** A believable calendar and some tasks for each person of the demo, around the day on which the demo begins. */
type Fields = Record<string, unknown>

const time = (dateTime: string, timeZone: string) => ({ dateTime, timeZone })

/** What one person has; `zone` is where the office is. */
export function demoCalendar(zone: string) {
  const on = (day: string, from: string, to: string) => ({
    start: time(`${day}T${from}:00`, zone),
    end: time(`${day}T${to}:00`, zone),
  })
  const events: { event: Fields; occurrences?: { date: string; cancelled?: boolean; event?: Fields }[] }[] = [
    {
      event: {
        subject: 'Viewing: 14 Pier Street',
        ...on('{today}', '10:00', '10:45'),
        location: {
          displayName: '14 Pier Street',
          address: { street: '14 Pier Street', city: 'Portsmouth' },
        },
        body: { contentType: 'text', content: 'Two couples; the keys are with the neighbour at no. 12.' },
        categories: ['Showing'],
        reminderMinutesBeforeStart: 30,
      },
    },
    {
      event: {
        subject: 'Call with the lender',
        ...on('{today+1}', '14:30', '15:00'),
        isOnlineMeeting: true,
        importance: 'high',
      },
    },
    {
      event: {
        subject: 'Sales meeting',
        ...on('{monday-6}', '09:00', '09:30'),
        location: { displayName: 'Office, big table' },
        recurrence: {
          pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'], firstDayOfWeek: 'monday' },
          range: { type: 'noEnd', startDate: '{monday-6}' },
        },
      },
      occurrences: [
        { date: '{monday+1}', event: { subject: 'Sales meeting (a day later)', ...tuesday(zone) } },
        { date: '{monday+2}', cancelled: true },
      ],
    },
    {
      event: {
        subject: 'Spring property fair',
        isAllDay: true,
        start: time('{today+9}T00:00:00', zone),
        end: time('{today+11}T00:00:00', zone),
        showAs: 'oof',
        location: { displayName: 'Exhibition hall B' },
      },
    },
    {
      event: {
        subject: 'Dentist',
        ...on('{today+3}', '16:15', '17:00'),
        sensitivity: 'private',
        categories: ['Private'],
      },
    },
    {
      event: {
        subject: "Mum's birthday",
        isAllDay: true,
        start: time('2019-06-14T00:00:00', zone),
        end: time('2019-06-15T00:00:00', zone),
        showAs: 'free',
        isReminderOn: false,
        recurrence: {
          pattern: { type: 'absoluteYearly', interval: 1, month: 6, dayOfMonth: 14 },
          range: { type: 'noEnd', startDate: '2019-06-14' },
        },
      },
    },
  ]
  return { events, tasks: demoTasks(zone) }
}

/** A meeting that one person of the demo has with others. */
export function demoMeeting(zone: string, answers: Record<string, 'accepted' | 'tentativelyAccepted'>) {
  return {
    event: {
      subject: 'Closing preparation: Harbour View 3',
      start: time('{today+2}T11:00:00', zone),
      end: time('{today+2}T12:00:00', zone),
      location: { displayName: 'Office, small room' },
      body: {
        contentType: 'html',
        content: '<p>Please bring the <b>signed disclosure</b> and the key list.</p>',
      },
      attendees: Object.keys(answers).map((address) => ({ emailAddress: { address } })),
    },
    answers,
  }
}

function demoTasks(zone: string): { task: Fields; list?: string }[] {
  const date = (day: string) => time(`${day}T00:00:00`, zone)
  return [
    {
      task: {
        title: 'Order the sign for Pier Street',
        dueDateTime: date('{today+1}'),
        reminderDateTime: time('{today+1}T08:30:00', zone),
        isReminderOn: true,
        importance: 'high',
      },
    },
    {
      task: {
        title: 'Send comparables to the Hendersons',
        body: { contentType: 'text', content: 'Three from this street, none older than a year.' },
        dueDateTime: date('{today+4}'),
        checklistItems: [{ displayName: 'No. 9', isChecked: true }, { displayName: 'No. 22' }],
      },
    },
    { task: { title: 'Return the lockbox', status: 'completed', dueDateTime: date('{today-2}') } },
    {
      task: {
        title: 'Update the listing report',
        dueDateTime: date('{monday+1}'),
        recurrence: {
          pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
          range: { type: 'noEnd', startDate: '{monday+1}' },
        },
      },
      list: 'Listings',
    },
  ]
}

/** Eight days after the Monday of this week. */
function tuesday(zone: string): Fields {
  return {
    start: time('{tuesday+1}T14:00:00', zone),
    end: time('{tuesday+1}T14:30:00', zone),
  }
}
