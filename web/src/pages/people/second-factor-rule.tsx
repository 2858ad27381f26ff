import { Switch } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { people } from '../../people-api.ts'

/** Whether the organisation's people need a second factor. */
export function SecondFactorRule(props: { organisation: string }) {
  const { organisation } = props
  const query = useQuery({
    queryKey: keys.secondFactorRule(organisation),
    queryFn: () => people.secondFactorRule(organisation),
  })
  const set = useAct((required: boolean) => people.setSecondFactorRule(organisation, required), {
    said: ({ required }) =>
      required ? 'From their next click on, people need a second factor.' : 'A password is enough again.',
    touches: [keys.secondFactorRule(organisation), keys.session],
  })
  return (
    <Section
      title="Second factor"
      note="Who signs in with a password sets up an authenticator app first; until then only their account opens. It holds for you too."
    >
      <Loaded query={query} rows={1}>
        {({ required }) => (
          <Switch
            label="Second factor required"
            checked={required}
            disabled={set.isPending}
            onChange={(_, data) => set.mutate(data.checked)}
          />
        )}
      </Loaded>
    </Section>
  )
}
