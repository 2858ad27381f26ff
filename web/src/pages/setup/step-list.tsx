import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import {
  CheckmarkCircleFilled,
  CircleRegular,
  ErrorCircleFilled,
  HistoryRegular,
} from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { GuideStep } from '../../guide/shapes.ts'
import type { Tick } from './progress.ts'

const narrow = '@media (max-width: 820px)'

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXS,
    position: 'sticky',
    top: tokens.spacingVerticalL,
    [narrow]: { flexDirection: 'row', overflowX: 'auto', position: 'static' },
  },
  step: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    width: '100%',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    color: tokens.colorNeutralForeground2,
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    [narrow]: { whiteSpace: 'nowrap' },
  },
  open: {
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    boxShadow: tokens.shadow2,
  },
  done: { color: tokens.colorStatusSuccessForeground1, fontSize: '20px', flexShrink: 0 },
  wrong: { color: tokens.colorStatusDangerForeground1, fontSize: '20px', flexShrink: 0 },
  todo: { fontSize: '20px', flexShrink: 0 },
  // On a phone only the open step is spelled out.
  words: { [narrow]: { display: 'none' } },
})

const said: Record<Tick, string> = { open: '', done: ', done', wrong: ', something is wrong' }

/** The steps with their ticks, each can be opened again; below them the attempts so far. */
export function StepList(props: {
  steps: GuideStep[]
  open: string
  ticks: Map<string, Tick>
  attempts: number
  onOpen: (step: string) => void
}) {
  const styles = useStyles()
  const icons: Record<Tick, ReactNode> = {
    open: <CircleRegular className={styles.todo} />,
    done: <CheckmarkCircleFilled className={styles.done} />,
    wrong: <ErrorCircleFilled className={styles.wrong} />,
  }
  const line = (name: string, text: string, label: string, icon: ReactNode) => (
    <li key={name}>
      <button
        type="button"
        className={mergeClasses(styles.step, name === props.open && styles.open)}
        aria-current={name === props.open ? 'step' : undefined}
        aria-label={label}
        onClick={() => props.onOpen(name)}
      >
        {icon}
        <span className={name === props.open ? undefined : styles.words}>{text}</span>
      </button>
    </li>
  )
  return (
    <nav aria-label="Steps">
      <ol className={styles.list}>
        {props.steps.map(({ name, title }, index) => {
          const tick = props.ticks.get(name) ?? 'open'
          return line(name, `${index + 1}. ${title}`, `Step ${index + 1}: ${title}${said[tick]}`, icons[tick])
        })}
        {props.attempts > 0 &&
          line('attempts', 'Attempts so far', 'Attempts so far', <HistoryRegular className={styles.todo} />)}
      </ol>
    </nav>
  )
}
