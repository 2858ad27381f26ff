import { makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import type { Person } from '../../address-text.ts'
import { senderOf } from './queue-words.ts'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    margin: '0',
  },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: '0', overflowWrap: 'anywhere' },
})

/** Who wrote to whom, and what else is known; lines without anybody are left out. */
export function PeopleLines(props: { lines: Record<string, Person[]>; others?: Record<string, ReactNode> }) {
  const styles = useStyles()
  const lines: [string, ReactNode][] = [
    ...Object.entries(props.lines)
      .filter(([, people]) => people.length > 0)
      .map(([name, people]): [string, ReactNode] => [name, <People key={name} people={people} />]),
    ...Object.entries(props.others ?? {}),
  ]
  return (
    <dl className={styles.root}>
      {lines.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt className={styles.term}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Name and address, both: a name can be anything its sender likes. */
function People({ people }: { people: Person[] }) {
  return people.map((one, index) => (
    // Two of them may be the same to the letter; none of them moves.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <span key={index}>
      {index > 0 && ', '}
      <bdi>{senderOf(one)}</bdi>
      {one.name && one.address && (
        <>
          {' '}
          &lt;<bdi>{one.address}</bdi>&gt;
        </>
      )}
    </span>
  ))
}
