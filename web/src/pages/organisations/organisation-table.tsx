import { Badge, makeStyles, Text, tokens } from '@fluentui/react-components'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Expiry } from '../../components/expiry.tsx'
import { PageLink } from '../../components/links.tsx'
import { ConnectionBadge } from '../../components/state-badge.tsx'
import { Ago } from '../../components/when.tsx'
import type { Organisation } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({
  badges: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
  move: { display: 'flex', flexDirection: 'column' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

const columns: Column<Organisation>[] = [
  { title: 'Organisation', cell: (organisation) => <Name organisation={organisation} /> },
  { title: 'Connection', cell: (organisation) => <Connections organisation={organisation} /> },
  { title: 'Mailboxes', cell: (organisation) => <Mailboxes organisation={organisation} /> },
  {
    title: 'Last change',
    cell: ({ lastChangeAt }) => (lastChangeAt ? <Ago at={lastChangeAt} /> : 'None yet'),
  },
  { title: 'Next expiry', cell: ({ nextExpiryAt }) => <Expiry at={nextExpiryAt} /> },
  { title: 'Whose move', cell: (organisation) => <Move organisation={organisation} /> },
]

/** Health at a glance. */
export function OrganisationTable(props: { items: Organisation[] }) {
  return <DataTable label="Organisations" items={props.items} columns={columns} />
}

function Name(props: { organisation: Organisation }) {
  const { id, name } = props.organisation
  return (
    <PageLink to="/console/organisations/$organisationId" params={{ organisationId: id }}>
      {name}
    </PageLink>
  )
}

function Connections(props: { organisation: Organisation }) {
  const styles = useStyles()
  const { connections } = props.organisation
  if (connections.length === 0) return <Text className={styles.quiet}>None</Text>
  return (
    <span className={styles.badges}>
      {connections.map(({ id, state }) => (
        <ConnectionBadge key={id} state={state} />
      ))}
    </span>
  )
}

function Mailboxes(props: { organisation: Organisation }) {
  const styles = useStyles()
  const { mailboxes, openConflicts } = props.organisation
  const all = mailboxes.found + mailboxes.on + mailboxes.off + mailboxes.trouble
  return (
    <span className={styles.badges}>
      {numberText(mailboxes.on)} of {numberText(all)} on
      {mailboxes.trouble > 0 && <Badge color="danger">{mailboxes.trouble} in trouble</Badge>}
      {openConflicts > 0 && (
        <Badge appearance="tint" color="warning">
          {openConflicts === 1 ? '1 conflict' : `${openConflicts} conflicts`}
        </Badge>
      )}
    </span>
  )
}

const movers = {
  operations: 'Operations',
  administrator: 'Administrator',
  microsoft: 'The service',
  nobody: 'Nobody’s',
} as const

function Move(props: { organisation: Organisation }) {
  const styles = useStyles()
  const { who, what } = props.organisation.nextMove
  return (
    <span className={styles.move}>
      <Text weight={who === 'nobody' ? 'regular' : 'semibold'}>{movers[who]}</Text>
      <Text size={200} className={styles.quiet}>
        {what}
      </Text>
    </span>
  )
}
