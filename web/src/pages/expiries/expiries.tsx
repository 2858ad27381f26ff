import { Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { expiries } from '../../api.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { methodName } from '../../components/methods.ts'
import { Page, Section } from '../../components/page.tsx'
import { ConnectionBadge } from '../../components/state-badge.tsx'
import { Ago, Day } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Expiry as End } from '../../shapes.ts'

type Row = End & { id: string }

const sources = {
  directory: 'The directory',
  declared: 'As entered',
  unknown: 'Nobody',
} as const

const columns: Column<Row>[] = [
  {
    title: 'Organisation',
    cell: ({ organisationId, organisationName }) => (
      <PageLink to="/console/organisations/$organisationId" params={{ organisationId }}>
        {organisationName}
      </PageLink>
    ),
  },
  {
    title: 'Connection',
    cell: ({ connectionId, method }) => (
      <PageLink to="/console/connections/$connectionId" params={{ connectionId }} hash="secret">
        {methodName(method)}
      </PageLink>
    ),
  },
  { title: 'State', cell: ({ state }) => <ConnectionBadge state={state} /> },
  {
    title: 'Credential',
    cell: ({ credential }) =>
      `${credential.kind === 'secret' ? 'Client secret' : 'Certificate'} …${credential.lastFour}`,
  },
  { title: 'Ends', cell: ({ endsAt }) => (endsAt ? <Day at={endsAt} /> : 'Not known') },
  {
    title: 'In',
    cell: ({ endsAt }) => endsAt && (isFar(endsAt) ? <Ago at={endsAt} /> : <Expiry at={endsAt} />),
  },
  { title: 'Says', cell: ({ source }) => sources[source] },
]

/** The calendar of ends: every credential in use, month by month, the first to end first. */
export function Expiries() {
  const query = useQuery({ queryKey: keys.expiries, queryFn: expiries.list })
  return (
    <Page
      title="When secrets end"
      below={<Text>Contacts are told 60, 30, 14, 7 and 1 days before, and when it has happened.</Text>}
    >
      <Loaded query={query} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>No connection holds a secret or a certificate yet.</Text>
          ) : (
            byMonth(items).map(([month, rows]) => (
              <Section key={month} title={month}>
                <DataTable label={month} items={rows} columns={columns} />
              </Section>
            ))
          )
        }
      </Loaded>
    </Page>
  )
}

/** In the order of the ends; what is past first, what is not known last. */
function byMonth(items: End[]): [string, Row[]][] {
  const months = new Map<string, Row[]>()
  for (const item of items) {
    const month = monthOf(item.endsAt)
    months.set(month, [...(months.get(month) ?? []), { ...item, id: item.connectionId }])
  }
  return [...months]
}

function monthOf(endsAt: string | null): string {
  if (endsAt === null) return 'Not known'
  if (Date.parse(endsAt) < Date.now()) return 'Ended'
  return new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(new Date(endsAt))
}

/** Before the first notice nothing is urgent. */
function isFar(endsAt: string): boolean {
  return Date.parse(endsAt) - Date.now() > 60 * 86_400_000
}
