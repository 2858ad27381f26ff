import { Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { setup } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { outcomeText, VerificationReport } from '../../components/verification-report.tsx'
import { keys } from '../../keys.ts'
import type { Setup, VerificationSummary } from '../../shapes.ts'
import { momentText } from '../../time-text.ts'
import { useSetup } from './setup-context.ts'
import { Folded, Part, Step } from './step.tsx'

/** Every attempt and every report of it, with its date: kept for ever. */
export function Attempts({ state }: { state: Setup }) {
  const numbers = [...new Set(state.verifications.map(({ attempt }) => attempt))]
  return (
    <Step title="Attempts so far">
      <Text>
        Every verification is kept with its report. A new attempt begins with what was typed, without the
        secret.
      </Text>
      {numbers.map((number) => (
        <Part key={number} title={`Tandem-${number}`}>
          {state.verifications
            .filter(({ attempt }) => attempt === number)
            .map((line) => (
              <Folded key={line.id} title={outcome(line)}>
                {() => <Report id={line.id} />}
              </Folded>
            ))}
        </Part>
      ))}
    </Step>
  )
}

/** One report, asked for when it is opened. */
function Report({ id }: { id: string }) {
  const { invitation } = useSetup()
  const query = useQuery({
    queryKey: [...keys.setupVerifications, invitation, 'one', id],
    queryFn: () => setup.verification(invitation, id),
  })
  return (
    <Loaded query={query} rows={8}>
      {(report) => <VerificationReport verification={report} reader="administrator" />}
    </Loaded>
  )
}

function outcome(line: VerificationSummary): string {
  if (line.state === 'queued' || line.state === 'running') return `${momentText(line.createdAt)}: under way`
  return `${momentText(line.createdAt)}: ${outcomeText(line)} ${line.headline ?? ''}`.trim()
}
