import { Text } from '@fluentui/react-components'
import { AsTable } from '../../components/as-table.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { HourBars } from '../../components/hour-bars.tsx'
import { kindName } from '../../components/kind-names.ts'
import type { TimelineHour } from '../../shapes.ts'
import { hourText, numberText } from '../../time-text.ts'

/** Bars above the line came from the mailbox, those below were made in Tandem; the same as a table below. */
export function HourChart({ hours }: { hours: TimelineHour[] }) {
  const sum = (name: 'fromMailbox' | 'fromTandem' | 'sent') =>
    hours.reduce((total, hour) => total + hour[name], 0)
  return (
    <HourBars
      bars={hours.map(({ hour, fromMailbox, fromTandem }) => ({
        at: hour,
        up: fromMailbox,
        down: fromTandem,
      }))}
      up="From the mailbox"
      down="From Tandem"
      said={`${numberText(sum('fromMailbox'))} changes from the mailbox, ${numberText(sum('fromTandem'))} from Tandem`}
      legend={sum('sent') > 0 && <Text size={200}>Mail sent: {numberText(sum('sent'))}</Text>}
    >
      <HourTable hours={hours} />
    </HourBars>
  )
}

function HourTable(props: { hours: TimelineHour[] }) {
  const rows = props.hours
    .filter((hour) => hour.fromMailbox + hour.fromTandem + hour.sent > 0)
    .map((hour) => ({ ...hour, id: hour.hour }))
  return (
    <AsTable>
      {rows.length === 0 ? (
        <Text>No changes in the last 24 hours.</Text>
      ) : (
        <DataTable
          label="Changes per hour"
          items={rows}
          columns={[
            { title: 'Hour', cell: ({ hour }) => hourText(hour) },
            { title: 'From the mailbox', cell: ({ fromMailbox }) => numberText(fromMailbox) },
            { title: 'From Tandem', cell: ({ fromTandem }) => numberText(fromTandem) },
            { title: 'Of what', cell: ({ byKind }) => kindsText(byKind) },
            { title: 'Mail sent', cell: ({ sent }) => numberText(sent) },
          ]}
        />
      )}
    </AsTable>
  )
}

function kindsText(byKind: TimelineHour['byKind']): string {
  return Object.entries(byKind)
    .map(([kind, { fromMailbox, fromTandem }]) => `${numberText(fromMailbox + fromTandem)} ${kindName(kind)}`)
    .join(', ')
}
