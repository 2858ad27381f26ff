import { Button, Input, makeStyles, Text, tokens } from '@fluentui/react-components'
import { AddRegular, DismissRegular } from '@fluentui/react-icons'
import { weekdayName } from '../calendar/repeat-text.ts'
import { type Problems, problemsAt } from './routing-draft.ts'
import { type Span, withSpan } from './week.ts'

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: '110px minmax(0, 280px) auto',
    justifyContent: 'start',
    alignItems: 'start',
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalXS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    '@media (max-width: 640px)': { gridTemplateColumns: 'minmax(0, 1fr) auto' },
  },
  name: { paddingBlock: tokens.spacingVerticalXS },
  spans: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    '@media (max-width: 640px)': { gridRow: 2, gridColumn: '1 / -1' },
  },
  span: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  time: { width: '84px' },
  closed: { color: tokens.colorNeutralForeground2, paddingBlock: tokens.spacingVerticalXS },
  problem: { color: tokens.colorStatusDangerForeground3 },
})

/** When a queue is open on a day of the week: any number of spans. */
export function DayRow(props: {
  day: Span['day']
  week: Span[]
  problems: Problems
  onChange: (week: Span[]) => void
}) {
  const styles = useStyles()
  const { day, week, onChange } = props
  const name = weekdayName(day)
  const spans = week.map((span, place) => ({ ...span, place })).filter((span) => span.day === day)
  const set = (place: number, changes: Partial<Span>) =>
    onChange(week.map((span, at) => (at === place ? { ...span, ...changes } : span)))
  return (
    <div className={styles.row}>
      <Text className={styles.name} weight="semibold">
        {name}
      </Text>
      <div className={styles.spans}>
        {spans.length === 0 && <Text className={styles.closed}>Closed</Text>}
        {spans.map(({ from, to, place }, nth) => {
          const problem = problemsAt(props.problems, `/hours/week/${place}`)
          const which = spans.length > 1 ? `, span ${nth + 1}` : ''
          const time = (what: 'from' | 'to', value: string) => (
            <Input
              className={styles.time}
              aria-label={`${name} ${what === 'from' ? 'from' : 'until'}${which}`}
              aria-invalid={problem !== undefined}
              maxLength={5}
              value={value}
              onChange={(_, data) => set(place, { [what]: data.value.trim() })}
            />
          )
          return (
            <div key={place} className={styles.span}>
              {time('from', from)} – {time('to', to)}
              <Button
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={`Remove ${name} ${from} to ${to}`}
                onClick={() => onChange(week.filter((_, at) => at !== place))}
              />
              {problem && (
                <Text role="alert" className={styles.problem}>
                  {problem}
                </Text>
              )}
            </div>
          )
        })}
      </div>
      <Button
        appearance="subtle"
        icon={<AddRegular />}
        aria-label={`Add hours on ${name}`}
        onClick={() => onChange(withSpan(week, day))}
      >
        Add
      </Button>
    </div>
  )
}
