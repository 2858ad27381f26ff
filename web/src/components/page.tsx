import { makeStyles, Subtitle1, Text, Title2, tokens } from '@fluentui/react-components'
import { type ReactNode, useEffect, useId } from 'react'

const useStyles = makeStyles({
  page: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXL,
    maxWidth: '1180px',
    marginInline: 'auto',
    padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXXXL}`,
    '@media (max-width: 640px)': { padding: tokens.spacingHorizontalL },
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'start', gap: tokens.spacingHorizontalL },
  titles: {
    flexGrow: 1,
    minWidth: '0',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
  },
  title: { overflowWrap: 'anywhere' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  section: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** A page: its name (also the tab's), what leads back, what can be done, and its sections. */
export function Page(props: {
  title: string
  above?: ReactNode
  below?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const styles = useStyles()
  useEffect(() => {
    document.title = `${props.title} · Tandem`
  }, [props.title])
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div className={styles.titles}>
          {props.above}
          <Title2 as="h1" className={styles.title}>
            {props.title}
          </Title2>
          {props.below}
        </div>
        <div className={styles.actions}>{props.actions}</div>
      </div>
      {props.children}
    </div>
  )
}

/** A part of a page with a heading. */
export function Section(props: {
  title: string
  /** Its name in the page's address, where something leads here. */
  anchor?: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const styles = useStyles()
  const id = useId()
  return (
    <section id={props.anchor} className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <div className={styles.titles}>
          <Subtitle1 as="h2" id={id}>
            {props.title}
          </Subtitle1>
          {props.note && <Text className={styles.quiet}>{props.note}</Text>}
        </div>
        <div className={styles.actions}>{props.actions}</div>
      </div>
      {props.children}
    </section>
  )
}
