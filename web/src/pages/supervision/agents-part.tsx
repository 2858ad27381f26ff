import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { DataTable } from '../../components/data-table.tsx'
import type { Supervision } from '../../routing-api.ts'
import { numberText } from '../../time-text.ts'
import { PresenceBadge, SetAway } from '../agents/presence.tsx'

const useStyles = makeStyles({
  figure: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  // As wide as the most of all agents; the number beside it says the same.
  room: { width: '72px' },
  bar: { display: 'block', height: '10px', borderRadius: tokens.borderRadiusSmall },
  answered: { backgroundColor: tokens.colorBrandBackground },
  closed: { backgroundColor: tokens.colorPaletteTealBorderActive },
  late: { backgroundColor: tokens.colorPaletteRedBackground3 },
  presence: {
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
  },
})

type Agent = Supervision['agents'][number]
type Figure = 'answered' | 'closed' | 'late'

/** The agents: who is there, what they have, and what they did, as bars of one scale. */
export function AgentsPart({ agents }: Pick<Supervision, 'agents'>) {
  const styles = useStyles()
  if (agents.length === 0)
    return <Text>Nobody works here yet: invite agents on the page People, and give them the mailbox.</Text>
  const most = Math.max(1, ...agents.flatMap(({ answered, closed }) => [answered, closed]))
  const bar = (name: Figure) => (agent: Agent) => (
    <span className={styles.figure}>
      <span className={styles.room} aria-hidden="true">
        <span
          className={`${styles.bar} ${styles[name]}`}
          style={{ width: `${(agent[name] / most) * 100}%` }}
        />
      </span>
      {numberText(agent[name])}
    </span>
  )
  return (
    <DataTable
      label="Agents"
      items={agents}
      columns={[
        { title: 'Name', cell: ({ name }) => name },
        {
          title: 'Presence',
          cell: (agent) => (
            <span className={styles.presence}>
              <PresenceBadge agent={agent} />
              <SetAway agent={agent} />
            </span>
          ),
        },
        { title: 'Load', cell: ({ load, capacity }) => `${numberText(load)} of ${numberText(capacity)}` },
        { title: 'Answered', cell: bar('answered') },
        { title: 'Closed', cell: bar('closed') },
        { title: 'Late', cell: bar('late') },
      ]}
    />
  )
}
