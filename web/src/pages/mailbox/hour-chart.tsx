import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { DataTable } from '../../components/data-table.tsx'
import { kindName } from '../../components/kind-names.ts'
import type { TimelineHour } from '../../shapes.ts'
import { hourText, numberText } from '../../time-text.ts'

const width = 720
const half = 70
const base = half + 4

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  chart: { width: '100%', height: '148px', display: 'block' },
  axis: { stroke: tokens.colorNeutralStroke1 },
  mailbox: { fill: tokens.colorBrandBackground },
  tandem: { fill: tokens.colorPaletteTealBorderActive },
  words: { display: 'flex', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  // Each stands for six of the 24 hours.
  word: { width: '25%' },
  legend: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
  key: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
})

/** Bars above the line came from the mailbox, those below were made in Tandem; the same as a table below. */
export function HourChart(props: { hours: TimelineHour[] }) {
  const styles = useStyles()
  const { hours } = props
  const most = Math.max(1, ...hours.flatMap((hour) => [hour.fromMailbox, hour.fromTandem]))
  const step = width / Math.max(hours.length, 1)
  const sum = (name: 'fromMailbox' | 'fromTandem' | 'sent') =>
    hours.reduce((total, hour) => total + hour[name], 0)
  const said = `${numberText(sum('fromMailbox'))} changes from the mailbox, ${numberText(sum('fromTandem'))} from Tandem`
  return (
    <div className={styles.root}>
      <div className={styles.legend}>
        <Key name={`From the mailbox: ${numberText(sum('fromMailbox'))}`} className={styles.mailbox} />
        <Key name={`From Tandem: ${numberText(sum('fromTandem'))}`} className={styles.tandem} />
        <Text size={200}>Highest bar: {numberText(most)}</Text>
        {sum('sent') > 0 && <Text size={200}>Mail sent: {numberText(sum('sent'))}</Text>}
      </div>
      <svg
        viewBox={`0 0 ${width} ${2 * base}`}
        preserveAspectRatio="none"
        className={styles.chart}
        role="img"
        aria-label={said}
      >
        {hours.map((hour, index) => (
          <g key={hour.hour}>
            <title>{`${hourText(hour.hour)}: ${hour.fromMailbox} from the mailbox, ${hour.fromTandem} from Tandem`}</title>
            <Bar
              className={styles.mailbox}
              x={index * step}
              width={step}
              height={size(hour.fromMailbox, most)}
              up
            />
            <Bar
              className={styles.tandem}
              x={index * step}
              width={step}
              height={size(hour.fromTandem, most)}
            />
          </g>
        ))}
        <line x1={0} x2={width} y1={base} y2={base} className={styles.axis} />
      </svg>
      <div className={styles.words} aria-hidden="true">
        {hours
          .filter((_, index) => index % 6 === 0)
          .map((hour) => (
            <span key={hour.hour} className={styles.word}>
              {hourText(hour.hour)}
            </span>
          ))}
      </div>
      <HourTable hours={hours} />
    </div>
  )
}

function Bar(props: { className: string; x: number; width: number; height: number; up?: boolean }) {
  const { x, width: step, height } = props
  const y = props.up ? base - 1 - height : base + 1
  return (
    <rect className={props.className} x={x + 2} y={y} width={Math.max(step - 4, 1)} height={height} rx={2} />
  )
}

function Key(props: { name: string; className: string }) {
  const styles = useStyles()
  return (
    <span className={styles.key}>
      <svg width={12} height={12} aria-hidden="true">
        <rect width={12} height={12} rx={2} className={props.className} />
      </svg>
      <Text size={200}>{props.name}</Text>
    </span>
  )
}

function HourTable(props: { hours: TimelineHour[] }) {
  const rows = props.hours
    .filter((hour) => hour.fromMailbox + hour.fromTandem + hour.sent > 0)
    .map((hour) => ({ ...hour, id: hour.hour }))
  return (
    <Accordion collapsible>
      <AccordionItem value="table">
        <AccordionHeader size="small">As a table</AccordionHeader>
        <AccordionPanel>
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
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  )
}

function kindsText(byKind: TimelineHour['byKind']): string {
  return Object.entries(byKind)
    .map(([kind, { fromMailbox, fromTandem }]) => `${numberText(fromMailbox + fromTandem)} ${kindName(kind)}`)
    .join(', ')
}

/** A few changes beside thousands stay visible. */
function size(value: number, most: number): number {
  return value === 0 ? 0 : Math.max(3, (value / most) * half)
}
