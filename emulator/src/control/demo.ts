import { demoCalendar, demoMeeting } from './demo-calendar.ts'
import type { Seed } from './seed-schema.ts'

const harbor = 'harborrealty.example'
const summit = 'summitbrokers.example'

/** The demo: a brokerage that is connected, with every kind of mailbox, and one that a newcomer connects by hand. */
export const demoSeed: Seed = {
  seed: 7,
  tenants: [
    {
      id: '4b7c9a52-3f1e-4d86-9c0a-5e2d8f6b1a37',
      displayName: 'Harbor Realty',
      domains: [harbor, 'harborrealty.onmicrosoft.example'],
      users: [
        withMeeting(
          administrator(agent(harbor, 'sofia.lindqvist', 'Sofía Lindqvist', 'Managing broker', 150)),
        ),
        agent(harbor, 'daniel.okafor', 'Daniel Okafor', 'Agent', 96),
        agent(harbor, 'layla.haddad', 'ليلى حداد', 'Agent', 84),
        agent(harbor, 'wei.zhang', '张伟', 'Agent', 120),
        agent(harbor, 'eleni.papadaki', 'Ελένη Παπαδάκη', 'Agent', 73),
        agent(harbor, 'andre.goncalves', 'André Gonçalves', 'Rentals', 61),
        withUnnamedZone(agent(harbor, 'zofia.wojcik', 'Zofia Wójcik', 'Closing coordinator', 55)),
        { ...agent(harbor, 'ceo', "Margaret O'Shea", 'Chief executive', 40), department: 'Management' },
        {
          address: `rentals@${harbor}`,
          displayName: 'Harbor Rentals (shared)',
          mailbox: 'shared',
          enabled: false,
          generatedContacts: 45,
          generatedMessages: 22,
        },
        { ...agent(harbor, 'intern', 'Noor van Dijk', 'Intern', 0), licensed: false },
        { ...agent(harbor, 'henrik.sorensen', 'Henrik Sørensen', 'Accounting', 0), onPremises: true },
      ],
      groups: [
        {
          displayName: 'Tandem users',
          mail: `tandem-users@${harbor}`,
          members: [
            ...['sofia.lindqvist', 'daniel.okafor', 'layla.haddad', 'wei.zhang', 'eleni.papadaki'],
            ...['andre.goncalves', 'zofia.wojcik', 'rentals', 'intern', 'henrik.sorensen'],
          ].map((name) => `${name}@${harbor}`),
        },
      ],
      applications: [
        {
          displayName: 'Tandem-1',
          appId: '9d2f6c18-7a43-4e05-b8d1-2c6e0f95a47b',
          secrets: [{ displayName: 'Tandem' }],
          permissions: [
            ...['Contacts.ReadWrite', 'Calendars.ReadWrite', 'Tasks.ReadWrite.All'],
            ...['Mail.Send', 'Mail.ReadWrite', 'User.Read.All'],
          ],
        },
      ],
      accessPolicies: [{ application: 'Tandem-1', scope: 'Tandem users' }],
    },
    {
      id: 'c81d3e60-52f7-4b9a-8e14-7a90b2d5c6f8',
      displayName: 'Summit Brokers',
      domains: [summit],
      users: [
        agent(summit, 'priya.raman', 'Priya Raman', 'Broker', 64),
        agent(summit, 'tomas.novak', 'Tomáš Novák', 'Agent', 48),
        agent(summit, 'aiko.tanaka', '田中愛子', 'Agent', 52),
        agent(summit, 'oksana.melnyk', 'Оксана Мельник', 'Agent', 41),
        administrator(agent(summit, 'jean.leblanc', 'Jean-Rémy Leblanc', 'Office manager', 40)),
      ],
    },
  ],
}

type SeedUser = NonNullable<Seed['tenants'][number]['users']>[number]

function agent(
  domain: string,
  name: string,
  displayName: string,
  jobTitle: string,
  generatedContacts: number,
): SeedUser {
  const password = `${name.replace('.', '-')}-Demo-1`
  return {
    ...{ address: `${name}@${domain}`, displayName, jobTitle, password, generatedContacts },
    generatedMessages: 14,
    ...demoCalendar(zoneAt(domain)),
  }
}

/** May sign in to set everything up. */
function administrator(user: SeedUser): SeedUser {
  return { ...user, directoryRoles: ['Global Administrator'] }
}

function zoneAt(domain: string): string {
  return domain === harbor ? 'Eastern Standard Time' : 'GMT Standard Time'
}

/** A meeting with colleagues, of whom one has not made up her mind. */
function withMeeting(user: SeedUser): SeedUser {
  const answers = {
    [`daniel.okafor@${harbor}`]: 'accepted',
    [`layla.haddad@${harbor}`]: 'tentativelyAccepted',
  } as const
  return { ...user, events: [...(user.events ?? []), demoMeeting(zoneAt(harbor), answers)] }
}

/** A series from a program whose time zone has no name that anybody knows. */
function withUnnamedZone(user: SeedUser): SeedUser {
  const event = {
    subject: 'Escrow call',
    start: { dateTime: '{monday-2}T15:00:00' },
    end: { dateTime: '{monday-2}T15:20:00' },
    recurrence: {
      pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday'] },
      range: { type: 'numbered', startDate: '{monday-2}', numberOfOccurrences: 30 },
    },
  }
  return { ...user, events: [...(user.events ?? []), { event, customZone: 'America/Chicago' }] }
}
