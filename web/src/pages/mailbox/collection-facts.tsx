import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { Facts } from '../../components/facts.tsx'
import { kindTitle } from '../../components/kind-names.ts'
import { PageLink } from '../../components/links.tsx'
import { Section } from '../../components/page.tsx'
import { Ago, Moment } from '../../components/when.tsx'
import type { Collection } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const states: Record<Collection['state'], string> = {
  waiting: 'Waiting for a yes',
  first: 'First sync under way',
  live: 'In step',
  stopped: 'Stopped: a question waits',
}

/** How one collection stands: counts, when it was last looked at, and what is certain. */
export function CollectionFacts(props: {
  collection: Collection
  /** Whether the mailbox is on, through a connection in use. */
  isKept: boolean
  isToldAlready: boolean
}) {
  const { collection } = props
  const { counts, failure } = collection
  return (
    <Section title={kindTitle(collection.kind)}>
      {failure && !props.isToldAlready && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>The last try failed.</MessageBarTitle> {failure.detail}{' '}
            {failure.at && <Ago at={failure.at} />}
          </MessageBarBody>
        </MessageBar>
      )}
      <Facts
        facts={{
          State: props.isKept ? states[collection.state] : 'At rest: as it was last seen',
          [kindTitle(collection.kind)]: numberText(counts.records),
          'On their way to the mailbox': numberText(counts.pending),
          'Refused by the mailbox': counts.failed === 0 ? 0 : <Refused count={counts.failed} />,
          'Conflicts to decide': numberText(counts.conflicts),
          'Verified complete': <Verified collection={collection} />,
          'Last looked': collection.lastPullAt ? <Ago at={collection.lastPullAt} /> : 'Not yet',
          'Last change': collection.lastChangeAt ? <Ago at={collection.lastChangeAt} /> : 'None yet',
          'Looks by itself': props.isKept ? `Every ${every(collection.pullEverySeconds)}` : 'Not now',
          'Told of changes until': collection.watchedUntil ? (
            <Moment at={collection.watchedUntil} />
          ) : (
            'Not told'
          ),
          Cursor: collection.hasCursor
            ? 'Set: only changes are read'
            : 'None: the next look reads everything',
        }}
      />
    </Section>
  )
}

function Refused(props: { count: number }) {
  return <PageLink to="/trouble">{numberText(props.count)}: see why</PageLink>
}

function Verified(props: { collection: Collection }) {
  const { verifiedCompleteAt, verifiedCount } = props.collection
  if (!verifiedCompleteAt) return <>Not yet; “Audit now” compares both sides</>
  return (
    <>
      <Ago at={verifiedCompleteAt} />
      {verifiedCount !== null && `, ${numberText(verifiedCount)} on both sides`}
    </>
  )
}

function every(seconds: number): string {
  const [value, unit] = seconds < 120 ? [seconds, 'second'] : [Math.round(seconds / 60), 'minute']
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'long' }).format(
    value as number,
  )
}
