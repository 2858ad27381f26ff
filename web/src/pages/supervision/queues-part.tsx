import { makeStyles, tokens } from '@fluentui/react-components'
import { DataTable } from '../../components/data-table.tsx'
import { PageLink } from '../../components/links.tsx'
import type { Supervision } from '../../routing-api.ts'
import { numberText } from '../../time-text.ts'
import { keptPercent } from './figures.ts'
import { Waited } from './waited.tsx'

const useStyles = makeStyles({
  late: { color: tokens.colorStatusDangerForeground3, fontWeight: tokens.fontWeightSemibold },
})

/** The queues: what waits in each, and how answers went. */
export function QueuesPart({ queues }: Pick<Supervision, 'queues'>) {
  const styles = useStyles()
  return (
    <DataTable
      label="Queues"
      items={queues}
      columns={[
        {
          title: 'Queue',
          cell: ({ id, name }) => (
            <PageLink to="/workspace/queues" search={{ queue: id }}>
              {name}
            </PageLink>
          ),
        },
        { title: 'Waiting', cell: ({ waiting }) => numberText(waiting) },
        { title: 'Nobody’s', cell: ({ unowned }) => numberText(unowned) },
        {
          title: 'Longest waiting',
          cell: ({ waitingSince }) => (waitingSince === null ? '–' : <Waited since={waitingSince} />),
        },
        {
          title: 'Late',
          cell: ({ late }) => (late === 0 ? '0' : <span className={styles.late}>{numberText(late)}</span>),
        },
        { title: 'Answered', cell: ({ answered }) => numberText(answered) },
        { title: 'In time', cell: (queue) => percentText(keptPercent(queue)) },
        {
          title: 'Median until answered',
          cell: ({ medianMinutes }) => (medianMinutes === null ? '–' : `${numberText(medianMinutes)} min`),
        },
      ]}
    />
  )
}

function percentText(percent: number | undefined): string {
  return percent === undefined ? '–' : `${percent} %`
}
