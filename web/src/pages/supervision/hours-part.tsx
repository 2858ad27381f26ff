import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { AsTable } from '../../components/as-table.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { HourBars } from '../../components/hour-bars.tsx'
import type { Supervision } from '../../routing-api.ts'
import { hourText, numberText } from '../../time-text.ts'
import { sums } from './figures.ts'

const useStyles = makeStyles({
  charts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(420px, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
  },
})

type Hours = Supervision['hours']

/** What came, was answered and closed in each hour, and what was late; the same as a table. */
export function HoursPart({ hours }: { hours: Hours }) {
  const { came, answered, closed, late } = sums(hours)
  const isLong = hours.length > 24
  const place = isLong ? { words: daysOf(hours), hour: dayAndHour } : {}
  const bars = (up: 'came' | 'closed', down: 'answered' | 'late') =>
    hours.map((hour) => ({ at: hour.at, up: hour[up], down: hour[down] }))
  return (
    <>
      <div className={useStyles().charts}>
        <HourBars
          {...place}
          bars={bars('came', 'answered')}
          up="Came"
          down="Answered"
          said={`${numberText(came)} conversations came, ${numberText(answered)} were answered`}
        />
        <HourBars
          {...place}
          bars={bars('closed', 'late')}
          up="Closed"
          down="Answered late"
          said={`${numberText(closed)} conversations were closed, ${numberText(late)} were answered late`}
        />
      </div>
      <HourTable hours={hours} hourName={isLong ? dayAndHour : hourText} />
    </>
  )
}

function HourTable({ hours, hourName }: { hours: Hours; hourName: (at: string) => string }) {
  const rows = hours
    .filter(({ came, answered, closed }) => came + answered + closed > 0)
    .map((hour) => ({ ...hour, id: hour.at }))
  return (
    <AsTable>
      {rows.length === 0 ? (
        <Text>Nothing came, was answered or closed in the span.</Text>
      ) : (
        <DataTable
          label="Hour by hour"
          items={rows}
          columns={[
            { title: 'Hour', cell: ({ at }) => hourName(at) },
            { title: 'Came', cell: ({ came }) => numberText(came) },
            { title: 'Answered', cell: ({ answered }) => numberText(answered) },
            { title: 'Closed', cell: ({ closed }) => numberText(closed) },
            { title: 'Answered late', cell: ({ late }) => numberText(late) },
          ]}
        />
      )}
    </AsTable>
  )
}

function dayAndHour(at: string): string {
  return `${weekday(at)} ${hourText(at)}`
}

/** One word for each 24 hours: a column has no room for more. */
function daysOf(hours: Hours): string[] {
  return hours.filter((_, index) => index % 24 === 0).map(({ at }) => weekday(at))
}

function weekday(at: string): string {
  return new Intl.DateTimeFormat(undefined, { weekday: 'short' }).format(new Date(at))
}
