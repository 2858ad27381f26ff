import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { Moment } from '../../components/when.tsx'
import type { WebhookDelivery } from '../../webhooks-api.ts'

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, margin: '0', padding: '0' },
  attempt: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, listStyle: 'none' },
  quiet: { color: tokens.colorNeutralForeground2 },
  answer: {
    margin: '0',
    padding: tokens.spacingHorizontalS,
    maxHeight: '240px',
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
})

/** Attempts of a delivery, the last first: when, how long, what the receiver answered, as text. */
export function AttemptList({ attempts }: { attempts: WebhookDelivery['attempts'] }) {
  const styles = useStyles()
  return (
    <ol className={styles.list}>
      {[...attempts].reverse().map(({ at, status, milliseconds, problem, answer }) => (
        <li key={at} className={styles.attempt}>
          <Text weight="semibold">{problem ?? `Taken: the receiver answered ${status}.`}</Text>
          <Text size={200} className={styles.quiet}>
            <Moment at={at} />, {milliseconds} ms
          </Text>
          {answer !== '' && <PlainText text={answer} label="Beginning of the answer" />}
        </li>
      ))}
    </ol>
  )
}

/** A text from outside, shown as the text it is. */
export function PlainText(props: { text: string; label: string }) {
  const styles = useStyles()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls; the focus lets the keyboard do it
    <section tabIndex={0} aria-label={props.label}>
      <pre className={styles.answer}>{props.text}</pre>
    </section>
  )
}
