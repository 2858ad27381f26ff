import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons'
import { type ReactNode, useId, useState } from 'react'
import { Moment } from '../../components/when.tsx'

const useStyles = makeStyles({
  root: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    overflow: 'hidden',
  },
  head: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    width: '100%',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    border: 'none',
    font: 'inherit',
    color: 'inherit',
    textAlign: 'start',
    backgroundColor: tokens.colorNeutralBackground2,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '@media (max-width: 640px)': { gridTemplateColumns: 'auto minmax(0, 1fr)' },
  },
  words: { display: 'flex', flexDirection: 'column', minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
  when: {
    color: tokens.colorNeutralForeground2,
    '@media (max-width: 640px)': { gridColumnStart: 2 },
  },
  body: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
  },
})

/** A part of a conversation under its own line, folded to it unless `isNewest`. */
export function Folded(props: {
  label: string
  /** Who wrote. */
  title: string
  badge?: ReactNode
  /** The beginning of what it says. */
  preview: string
  at: string
  isNewest: boolean
  children: ReactNode
}) {
  const styles = useStyles()
  // As it was when it was first shown: a newer one that arrives folds nothing that is being read.
  const [isOpen, setOpen] = useState(props.isNewest)
  const bodyId = useId()
  return (
    <article className={styles.root} aria-label={props.label}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={isOpen}
        aria-controls={isOpen ? bodyId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? <ChevronDownRegular aria-hidden /> : <ChevronRightRegular aria-hidden />}
        <span className={styles.words}>
          <span>
            <Text weight="semibold" dir="auto">
              {props.title}
            </Text>{' '}
            {props.badge}
          </span>
          {!isOpen && (
            <Text size={200} truncate wrap={false} className={styles.quiet} dir="auto">
              {props.preview.slice(0, 200)}
            </Text>
          )}
        </span>
        <Text size={200} className={styles.when}>
          <Moment at={props.at} />
        </Text>
      </button>
      {isOpen && (
        <div id={bodyId} className={styles.body}>
          {props.children}
        </div>
      )}
    </article>
  )
}
