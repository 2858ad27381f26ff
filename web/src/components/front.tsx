import { Card, makeStyles, Title2, tokens } from '@fluentui/react-components'
import { type ReactNode, useEffect } from 'react'

const useStyles = makeStyles({
  root: {
    display: 'grid',
    placeItems: 'center',
    minHeight: '100%',
    padding: tokens.spacingHorizontalL,
    boxSizing: 'border-box',
    backgroundColor: tokens.colorNeutralBackground3,
  },
  card: {
    width: '100%',
    maxWidth: '400px',
    padding: tokens.spacingHorizontalXXL,
    boxSizing: 'border-box',
    gap: tokens.spacingVerticalL,
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
})

/** A page in front of the sign-in: one card. */
export function Front(props: { title: string; children: ReactNode }) {
  const styles = useStyles()
  useEffect(() => {
    document.title = `${props.title} · Tandem`
  }, [props.title])
  return (
    <main className={styles.root}>
      <Card className={styles.card}>
        <div className={styles.head}>
          <img src="/icon.svg" alt="" width={36} height={36} />
          <Title2 as="h1">Tandem</Title2>
        </div>
        {props.children}
      </Card>
    </main>
  )
}
