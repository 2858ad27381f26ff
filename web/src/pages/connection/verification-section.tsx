import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
  Link,
  MessageBar,
  MessageBarBody,
  Text,
} from '@fluentui/react-components'
import { ShieldCheckmarkRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { connections } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { VerificationReport } from '../../components/verification-report.tsx'
import { keys } from '../../keys.ts'
import type { Connection } from '../../shapes.ts'
import { momentText } from '../../time-text.ts'

/** The newest report, live while it runs; earlier ones below. */
export function VerificationSection(props: { connection: Connection }) {
  const { id, state, attempt, nextCredential } = props.connection
  const query = useQuery({ queryKey: keys.verifications(id), queryFn: () => connections.verifications(id) })
  const verify = useAct(() => connections.verify(id), {
    touches: [keys.verifications(id), keys.connection(id)],
  })
  const button = (
    <Button
      appearance={state === 'draft' || state === 'failed' ? 'primary' : 'secondary'}
      icon={<ShieldCheckmarkRegular />}
      disabled={verify.isPending || state === 'verifying'}
      onClick={() => verify.mutate()}
    >
      Verify
    </Button>
  )
  return (
    <Section title="Verification" actions={button}>
      <Loaded query={query} rows={4}>
        {({ items }) => {
          // A report of an earlier attempt says nothing about what is entered now.
          const newest = items[0]?.attempt === attempt ? items[0] : undefined
          const earlier = newest ? items.slice(1) : items
          return (
            <>
              {newest ? (
                <>
                  {state === 'active' && newest.state === 'failed' && (
                    <MessageBar intent="warning" layout="multiline">
                      <MessageBarBody>
                        {nextCredential
                          ? 'The new secret is not in use: the one that was proven before works on.'
                          : 'The connection stays in use as far as it still works. Its mailboxes say what fails.'}
                      </MessageBarBody>
                    </MessageBar>
                  )}
                  <VerificationReport
                    key={newest.id}
                    verification={newest}
                    reader="operations"
                    fix={(check) => <Way check={check} />}
                    document={<DocumentLink connectionId={id} reportId={newest.id} />}
                  />
                </>
              ) : (
                <Text>
                  {earlier.length === 0 ? 'Not verified yet.' : 'Not verified in this attempt yet.'} Verifying
                  signs in and tries everything once, on the test mailbox.
                </Text>
              )}
              {earlier.length > 0 && (
                <Accordion collapsible>
                  {earlier.map((report) => (
                    <AccordionItem key={report.id} value={report.id}>
                      <AccordionHeader>
                        {momentText(report.createdAt)}: attempt {report.attempt},{' '}
                        {report.state === 'passed' ? 'it worked' : 'it did not work'}
                        {report.drift.length > 0 && ` (${report.drift[0]?.text})`}
                      </AccordionHeader>
                      <AccordionPanel>
                        <VerificationReport
                          verification={report}
                          reader="operations"
                          document={<DocumentLink connectionId={id} reportId={report.id} />}
                        />
                      </AccordionPanel>
                    </AccordionItem>
                  ))}
                </Accordion>
              )}
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}

function DocumentLink(props: { connectionId: string; reportId: string }) {
  return (
    <PageLink to="/console/connections/$connectionId/verifications/$reportId" params={props}>
      Open as a document
    </PageLink>
  )
}

/** Leads from a failed check to the part of this page where it is put right, if it is here. */
function Way(props: { check: string }) {
  const part = parts.find(([word]) => props.check.includes(word))
  return part ? <Link href={`#${part[1]}`}>{part[2]}</Link> : null
}

const parts: [word: string, anchor: string, title: string][] = [
  ['credential', 'secret', 'To the secret'],
  ['expiry', 'secret', 'To the secret'],
  ['tenant', 'settings', 'To the settings'],
  ['application', 'settings', 'To the settings'],
  ['mailbox', 'settings', 'To the settings'],
  ['scope', 'settings', 'To the settings'],
]
