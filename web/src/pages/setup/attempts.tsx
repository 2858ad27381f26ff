import { Text } from '@fluentui/react-components'
import { outcomeText, VerificationReport } from '../../components/verification-report.tsx'
import type { Setup, Verification } from '../../shapes.ts'
import { momentText } from '../../time-text.ts'
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
            .map((verification) => (
              <Folded key={verification.id} title={outcome(verification)}>
                <VerificationReport verification={verification} reader="administrator" />
              </Folded>
            ))}
        </Part>
      ))}
    </Step>
  )
}

function outcome(verification: Verification): string {
  const wrong = verification.checks.find((check) => check.state === 'failed')?.headline ?? ''
  return `${momentText(verification.createdAt)}: ${outcomeText(verification)} ${wrong}`.trim()
}
