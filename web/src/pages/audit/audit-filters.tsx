import { Button, Dropdown, Field, Input, makeStyles, Option, tokens } from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Choice } from '../../components/choice.tsx'
import { useMe } from '../../components/use-me.ts'
import { useOrganisations } from '../../components/use-organisations.ts'
import type { AuditFilter } from '../../people-api.ts'
import { actGroups } from './audit-words.ts'

const useStyles = makeStyles({
  form: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(180px, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
    alignItems: 'end',
  },
  narrow: { minWidth: '0' },
})

/** Which acts are listed; the choice stands in the page's address. */
export function AuditFilters({ filter }: { filter: AuditFilter }) {
  const styles = useStyles()
  const navigate = useNavigate({ from: '/audit' })
  const [who, setWho] = useState(filter.who ?? '')
  const isOperator = useMe()?.kind === 'operator'
  const set = (changes: AuditFilter) => void navigate({ search: (before) => ({ ...before, ...changes }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set({ who: who.trim() || undefined })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Choice
        label="What"
        words={actGroups}
        value={filter.act ?? ''}
        onChange={(act) => set({ act: act || undefined })}
      />
      {isOperator && (
        <OrganisationChoice value={filter.organisation} onChange={(organisation) => set({ organisation })} />
      )}
      <Day
        label="From"
        value={filter.from}
        onChange={(day) => set({ from: day && new Date(`${day}T00:00:00`).toISOString() })}
      />
      <Day
        label="Until"
        value={filter.until}
        onChange={(day) => set({ until: day && new Date(`${day}T23:59:59.999`).toISOString() })}
      />
      <Field label="Who">
        <Input
          className={styles.narrow}
          placeholder="administrator:ada@example.org"
          value={who}
          onChange={(_, data) => setWho(data.value)}
        />
      </Field>
      <Button type="submit">Filter</Button>
    </form>
  )
}

function Day(props: {
  label: string
  value: string | undefined
  onChange: (day: string | undefined) => void
}) {
  const { value } = props
  return (
    <Field label={props.label}>
      <Input
        type="date"
        className={useStyles().narrow}
        value={value === undefined ? '' : dayOf(value)}
        onChange={(_, data) => props.onChange(data.value || undefined)}
      />
    </Field>
  )
}

/** The day of a moment in the person's zone, as the browser's own field writes it. */
function dayOf(moment: string): string {
  const at = new Date(moment)
  return [
    at.getFullYear(),
    String(at.getMonth() + 1).padStart(2, '0'),
    String(at.getDate()).padStart(2, '0'),
  ].join('-')
}

function OrganisationChoice(props: {
  value: string | undefined
  onChange: (id: string | undefined) => void
}) {
  const { items, nameOf } = useOrganisations()
  const all = 'All organisations'
  return (
    <Field label="Organisation">
      <Dropdown
        className={useStyles().narrow}
        value={props.value ? nameOf(props.value) : all}
        selectedOptions={[props.value ?? '']}
        onOptionSelect={(_, { optionValue }) => props.onChange(optionValue || undefined)}
      >
        <Option value="">{all}</Option>
        {items.map(({ id, name }) => (
          <Option key={id} value={id}>
            {name}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}
