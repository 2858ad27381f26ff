import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { CheckmarkCircleFilled, CircleRegular } from '@fluentui/react-icons'
import { type StepName, steps } from './progress.ts'

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
  todo: { fontSize: '20px', flexShrink: 0 },
  // On a phone only the open step is spelled out.
  words: { [narrow]: { display: 'none' } },
})

/** The steps with their ticks; each can be opened again. */
export function StepList(props: { open: StepName; done: Set<StepName>; onOpen: (step: StepName) => void }) {
  const styles = useStyles()
  return (
    <nav aria-label="Steps">
      <ol className={styles.list}>
        {steps.map(({ name, title }, index) => {
          const isOpen = name === props.open
          const isDone = props.done.has(name)
          return (
            <li key={name}>
              <button
                type="button"
                className={mergeClasses(styles.step, isOpen && styles.open)}
                aria-current={isOpen ? 'step' : undefined}
                aria-label={`Step ${index + 1}: ${title}${isDone ? ', done' : ''}`}
                onClick={() => props.onOpen(name)}
              >
                {isDone ? (
                  <CheckmarkCircleFilled className={styles.done} />
                ) : (
                  <CircleRegular className={styles.todo} />
                )}
                <span className={isOpen ? undefined : styles.words}>
                  {index + 1}. {title}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
