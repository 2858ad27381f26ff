import { Field, Radio, RadioGroup } from '@fluentui/react-components'
import { CopyValue } from '../../components/copy.tsx'
import { WantsForm } from '../../components/wants-form.tsx'
import { grantedFor } from '../../guide/permissions.ts'
import { choiceOf } from './progress.ts'
import { useChange, useSetup } from './setup-context.ts'
import { useDataTable } from './step.tsx'

/** What Tandem is for; what was done for another wish is to be done again. */
export function WantsPart() {
  const { connection } = useSetup()
  const save = useChange()
  const wanted = save.isPending ? (save.variables.wanted ?? connection.wanted) : connection.wanted
  return (
    <WantsForm
      wanted={wanted}
      isBusy={save.isPending}
      onChange={(next) => save.mutate({ wanted: next, marks: { scope: false, permissions: false } })}
    />
  )
}

/** A choice that the text depends on. */
export function ChoicePart({ name }: { name: string }) {
  const { guide, state } = useSetup()
  const save = useChange()
  const chosen = save.isPending ? save.variables.choices?.[name] : choiceOf(guide, state, name)
  return (
    <Field label="Which mailboxes it may open">
      <RadioGroup
        value={chosen}
        onChange={(_, { value }) =>
          save.mutate({ choices: { [name]: value }, marks: { scope: false, permissions: false } })
        }
      >
        {guide.choices[name]?.map(({ value, label }) => (
          <Radio key={value} value={value} label={label} />
        ))}
      </RadioGroup>
    </Field>
  )
}

/** What is to be granted in Entra, each with its copy button and reason. */
export function PermissionsPart() {
  const { guide, state, connection } = useSetup()
  const table = useDataTable()
  const granted = grantedFor(guide, connection.wanted, choiceOf(guide, state, 'scope'))
  return (
    <table className={table}>
      <thead>
        <tr>
          <th scope="col">Permission (application)</th>
          <th scope="col">What for</th>
          <th scope="col">Without it</th>
        </tr>
      </thead>
      <tbody>
        {granted.map((one) => (
          <tr key={one.permission}>
            <td>
              <CopyValue value={one.permission} label={one.permission} />
            </td>
            <td>{one.for}</td>
            <td>{one.without}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
