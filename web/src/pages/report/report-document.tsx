import {
  Button,
  FluentProvider,
  makeStyles,
  Subtitle1,
  Text,
  Title2,
  tokens,
  webLightTheme,
} from '@fluentui/react-components'
import { ArrowDownloadRegular, PrintRegular } from '@fluentui/react-icons'
import { type ReactNode, useEffect } from 'react'
import { AccessTable } from '../../components/access-table.tsx'
import type { Reader } from '../../components/check-item.tsx'
import { methodName } from '../../components/methods.ts'
import { Drifted, LookedAtAgain, outcomeText, requester } from '../../components/verification-report.tsx'
import { wantedOf } from '../../components/wants.ts'
import type { Connection, Verification } from '../../shapes.ts'
import { momentText } from '../../time-text.ts'
import { ReportCheck } from './report-check.tsx'
import './report.css'

const useStyles = makeStyles({
  desk: {
    minHeight: '100%',
    padding: tokens.spacingHorizontalXXL,
    '@media (max-width: 640px)': { padding: '0' },
    '@media print': { padding: '0', minHeight: '0' },
  },
  paper: {
    maxWidth: '210mm',
    marginInline: 'auto',
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXXXL}`,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXL,
    boxShadow: tokens.shadow8,
    '@media (max-width: 640px)': { padding: tokens.spacingHorizontalL },
    '@media print': { maxWidth: 'none', padding: '0', boxShadow: 'none' },
  },
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    '@media print': { display: 'none' },
  },
  head: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  facts: {
    margin: '0',
    display: 'grid',
    gridTemplateColumns: 'minmax(9em, max-content) minmax(0, 1fr)',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
  },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: '0', overflowWrap: 'anywhere' },
  outcome: {
    padding: tokens.spacingHorizontalM,
    borderLeft: `4px solid ${tokens.colorStatusSuccessBorderActive}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  failed: { borderLeftColor: tokens.colorStatusDangerBorderActive },
  list: { margin: '0', padding: '0', listStyleType: 'none' },
})

/** A report on paper: always light, everything unfolded, nothing that only works on a screen. */
export function ReportDocument(props: {
  verification: Verification
  /** As it is now: what was entered for another attempt is not shown. */
  connection: Omit<Connection, 'mailboxes'> | null
  organisation: string
  reader: Reader
  back: ReactNode
}) {
  const styles = useStyles()
  const { verification, organisation } = props
  const title = `Verification of ${organisation}, ${momentText(verification.createdAt)}`
  useEffect(() => {
    document.title = title
  }, [title])
  const isFailed = verification.state === 'failed'
  return (
    <div className={styles.desk}>
      <FluentProvider theme={webLightTheme}>
        <main className={styles.paper}>
          <div className={styles.tools}>
            {props.back}
            <Button icon={<PrintRegular />} onClick={() => window.print()}>
              Print
            </Button>
            <Button icon={<ArrowDownloadRegular />} onClick={() => download(verification, organisation)}>
              Download JSON
            </Button>
          </div>
          <header className={styles.head}>
            <Text>Tandem</Text>
            <Title2 as="h1">Verification report</Title2>
            <Text size={400}>{organisation}</Text>
          </header>
          <div className={`${styles.outcome} ${isFailed ? styles.failed : ''}`}>
            <Text weight="semibold" size={400}>
              {outcomeText(verification)}
            </Text>{' '}
            <Text>
              {counted(verification)}
              <LookedAtAgain again={verification.again} />
            </Text>
          </div>
          <FactList {...props} />
          <Drifted drift={verification.drift} />
          {verification.access.length > 0 && (
            <section>
              <Subtitle1 as="h2">What the application opens</Subtitle1>
              <AccessTable rows={verification.access} />
            </section>
          )}
          <section>
            <Subtitle1 as="h2">Checks</Subtitle1>
            <ol className={styles.list}>
              {verification.checks.map((check, index) => (
                <ReportCheck key={check.check} check={check} number={index + 1} reader={props.reader} />
              ))}
            </ol>
          </section>
        </main>
      </FluentProvider>
    </div>
  )
}

function FactList(props: {
  verification: Verification
  connection: Omit<Connection, 'mailboxes'> | null
  organisation: string
}) {
  const styles = useStyles()
  const { verification, connection } = props
  const entered = connection?.attempt === verification.attempt ? connection : null
  const { tenantId, clientId } = entered?.settings ?? {}
  const facts: [string, ReactNode][] = [
    ['Organisation', props.organisation],
    ['Connection', connection ? methodName(connection.method) : ''],
    ['Attempt', verification.attempt],
    ['Tenant', typeof tenantId === 'string' ? tenantId : ''],
    ['Application', typeof clientId === 'string' ? clientId : ''],
    [
      'Wanted',
      entered
        ? wantedOf(entered.wanted)
            .map(({ title }) => title)
            .join(', ')
        : '',
    ],
    ['Test mailbox', entered?.testMailbox],
    ['Must be refused', entered?.refusedMailbox],
    ['Asked for by', requester(verification.requestedBy)],
    ['Asked for', momentText(verification.createdAt)],
    ['Ended', verification.finishedAt && momentText(verification.finishedAt)],
    ['Report', verification.id],
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value ? (
          <div key={name} style={{ display: 'contents' }}>
            <dt className={styles.term}>{name}</dt>
            <dd className={styles.value}>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}

function counted({ checks }: Verification): string {
  const of = (state: string) => checks.filter((check) => check.state === state).length
  const parts = [
    [of('ok'), 'went well'],
    [of('warning'), 'should be looked at'],
    [of('failed'), 'failed'],
    [of('skipped'), 'not run'],
  ].filter(([number]) => number !== 0)
  return `Of ${checks.length} checks: ${parts.map(([number, words]) => `${number} ${words}`).join(', ')}.`
}

function download(verification: Verification, organisation: string): void {
  const text = JSON.stringify({ organisation, ...verification }, null, 2)
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `verification-${verification.createdAt.slice(0, 10)}-${verification.id.slice(0, 8)}.json`
  link.click()
  URL.revokeObjectURL(url)
}
