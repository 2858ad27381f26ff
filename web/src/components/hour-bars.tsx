import { makeStyles, Text, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { hourText, numberText } from '../time-text.ts'

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
  up: { fill: tokens.colorBrandBackground },
  down: { fill: tokens.colorPaletteTealBorderActive },
  words: { display: 'flex', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  word: { flexBasis: '0', flexGrow: 1, minWidth: '0' },
  legend: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
  key: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
})

export interface Bars {
  /** The beginning of the hour, ISO 8601. */
  at: string
  up: number
  down: number
}

/** Two figures per hour: bars above the line and below it, of one scale. What stands in it is told to readers in a sentence; give a table beside it. */
export function HourBars(props: {
  bars: Bars[]
  /** What each of the two is: “From the mailbox”. */
  up: string
  down: string
  /** The whole in a sentence. */
  said: string
  /** Words under the chart, spread over its width; else every sixth hour. */
  words?: string[]
  /** What an hour is called; else its time of day. */
  hour?: (at: string) => string
  legend?: ReactNode
  /** Below it: the same as a table. */
  children?: ReactNode
}) {
  const styles = useStyles()
  const { bars, hour = hourText } = props
  const most = Math.max(1, ...bars.flatMap(({ up, down }) => [up, down]))
  const step = width / Math.max(bars.length, 1)
  const sum = (name: 'up' | 'down') => numberText(bars.reduce((total, one) => total + one[name], 0))
  const words = props.words ?? bars.filter((_, index) => index % 6 === 0).map(({ at }) => hourText(at))
  return (
    <div className={styles.root}>
      <div className={styles.legend}>
        <Key name={`${props.up}: ${sum('up')}`} className={styles.up} />
        <Key name={`${props.down}: ${sum('down')}`} className={styles.down} />
        <Text size={200}>Highest bar: {numberText(most)}</Text>
        {props.legend}
      </div>
      <svg
        viewBox={`0 0 ${width} ${2 * base}`}
        preserveAspectRatio="none"
        className={styles.chart}
        role="img"
        aria-label={props.said}
      >
        {bars.map(({ at, up, down }, index) => (
          <g key={at}>
            <title>{`${hour(at)}: ${props.up} ${up}, ${props.down} ${down}`}</title>
            <Bar className={styles.up} x={index * step} width={step} height={size(up, most)} up />
            <Bar className={styles.down} x={index * step} width={step} height={size(down, most)} />
          </g>
        ))}
        <line x1={0} x2={width} y1={base} y2={base} className={styles.axis} />
      </svg>
      <div className={styles.words} aria-hidden="true">
        {words.map((word, place) => (
          // The same word may stand there twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span key={place} className={styles.word}>
            {word}
          </span>
        ))}
      </div>
      {props.children}
    </div>
  )
}

function Bar(props: { className: string; x: number; width: number; height: number; up?: boolean }) {
  const { x, width: step, height } = props
  const y = props.up ? base - 1 - height : base + 1
  const gap = Math.min(2, step / 6)
  return (
    <rect className={props.className} x={x + gap} y={y} width={step - 2 * gap} height={height} rx={gap} />
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

/** A few changes beside thousands stay visible. */
function size(value: number, most: number): number {
  return value === 0 ? 0 : Math.max(3, (value / most) * half)
}
