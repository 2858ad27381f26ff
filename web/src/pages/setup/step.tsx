import { Card, makeStyles, Text, Title3, tokens } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'
import { Script } from '../../components/copy.tsx'

const useStyles = makeStyles({
  card: {
    padding: tokens.spacingHorizontalXXL,
    gap: tokens.spacingVerticalL,
    '@media (max-width: 820px)': { padding: tokens.spacingHorizontalL },
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  list: { margin: '0', paddingInlineStart: '1.4em', display: 'grid', gap: tokens.spacingVerticalS },
  script: { '& summary': { cursor: 'pointer', marginBottom: tokens.spacingVerticalS } },
})

/** One step: what to do, why, and the way on. */
export function Step(props: { title: string; why: string; children: ReactNode }) {
  const styles = useStyles()
  const id = useId()
  return (
    <Card className={styles.card} role="region" aria-labelledby={id}>
      <Title3 as="h2" id={id}>
        {props.title}
      </Title3>
      <Text className={styles.quiet}>{props.why}</Text>
      {props.children}
    </Card>
  )
}

/** What to press and to type, in order. */
export function Moves(props: { children: ReactNode }) {
  return <ol className={useStyles().list}>{props.children}</ol>
}

/** The same step as a script, folded away. */
export function AsScript(props: { text: string; name: string }) {
  const styles = useStyles()
  return (
    <details className={styles.script}>
      <summary>The same with PowerShell</summary>
      <Script text={props.text} name={props.name} label={`Script ${props.name}`} />
    </details>
  )
}
