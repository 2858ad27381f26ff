import { Card, makeStyles, Subtitle1, Text, Title3, tokens } from '@fluentui/react-components'
import { type ReactNode, useId, useState } from 'react'
import { Script } from '../../components/copy.tsx'

const narrow = '@media (max-width: 820px)'

const useStyles = makeStyles({
  card: {
    padding: tokens.spacingHorizontalXXL,
    gap: tokens.spacingVerticalL,
    [narrow]: { padding: tokens.spacingHorizontalL },
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  folded: {
    '& summary': {
      cursor: 'pointer',
      fontWeight: tokens.fontWeightSemibold,
      paddingBlock: tokens.spacingVerticalXS,
    },
    '& summary:focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  inside: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  table: {
    borderCollapse: 'collapse',
    '& th': {
      textAlign: 'start',
      color: tokens.colorNeutralForeground2,
      fontWeight: tokens.fontWeightRegular,
    },
    '& th, & td': {
      padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM} ${tokens.spacingVerticalXS} 0`,
      borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
      verticalAlign: 'top',
      overflowWrap: 'anywhere',
    },
  },
})

/** One step: what it is for, who does it, how long it takes. */
export function Step(props: { title: string; who?: string; minutes?: number; children: ReactNode }) {
  const styles = useStyles()
  const id = useId()
  const { who, minutes } = props
  const time = minutes && `About ${minutes === 1 ? 'one minute' : `${minutes} minutes`}.`
  const facts = [time, who && who !== 'anybody' && `Takes the role ${who}.`].filter(Boolean)
  return (
    <Card className={styles.card} role="region" aria-labelledby={id}>
      <div>
        <Title3 as="h2" id={id} block>
          {props.title}
        </Title3>
        {facts.length > 0 && <Text className={styles.quiet}>{facts.join(' ')}</Text>}
      </div>
      {props.children}
    </Card>
  )
}

/** A part of a step with its heading. */
export function Part(props: { title: string; children: ReactNode }) {
  return (
    <div className={useStyles().inside}>
      <Subtitle1 as="h3">{props.title}</Subtitle1>
      {props.children}
    </div>
  )
}

/** What most people do not need, folded away; a function is called when it is opened for the first time. */
export function Folded(props: { title: string; children: ReactNode | (() => ReactNode) }) {
  const styles = useStyles()
  const [wasOpen, setWasOpen] = useState(false)
  const { children } = props
  const inside = typeof children === 'function' ? wasOpen && children() : children
  return (
    <details className={styles.folded} onToggle={() => setWasOpen(true)}>
      <summary>{props.title}</summary>
      <div className={styles.inside}>{inside}</div>
    </details>
  )
}

/** A script, open or folded away. */
export function StepScript(props: { text: string; name: string; isOpen: boolean }) {
  const script = <Script text={props.text} name={props.name} label={`Script ${props.name}`} />
  return props.isOpen ? script : <Folded title="The same with PowerShell">{script}</Folded>
}

/** The look of a small table. */
export function useDataTable(): string {
  return useStyles().table
}
