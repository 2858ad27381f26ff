import { Field, Radio, RadioGroup } from '@fluentui/react-components'
import type { Role } from '../../people-api.ts'
import { roleMeaning, roleWords } from './role-words.ts'

/** One role, with what it may do. */
export function RoleChoice(props: { roles: Role[]; role: Role; onChange: (role: Role) => void }) {
  return (
    <Field label="Role" hint={roleMeaning[props.role]}>
      <RadioGroup
        layout="horizontal"
        value={props.role}
        onChange={(_, data) => props.onChange(data.value as Role)}
      >
        {props.roles.map((role) => (
          <Radio key={role} value={role} label={roleWords[role]} />
        ))}
      </RadioGroup>
    </Field>
  )
}
