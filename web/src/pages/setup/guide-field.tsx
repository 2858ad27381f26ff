import { Field, Input, makeStyles, tokens } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { setup } from '../../api.ts'
import { domainIn, isId, labelledIds, pasted } from '../../credential-rules.ts'
import { fieldRules } from '../../guide/field-rules.ts'
import type { FieldFacts } from '../../guide/shapes.ts'
import { keys } from '../../keys.ts'
import { useSetup, valueAt } from './setup-context.ts'

const useStyles = makeStyles({ field: { maxWidth: '560px', marginBottom: tokens.spacingVerticalM } })

/** Milliseconds without a key until a domain is looked up. */
const typingPause = 500

/** The fields of a form of the guide, each checked as it is typed. */
export function GuideFields(props: { form: string }) {
  const { guide } = useSetup()
  return (
    <div>
      {guide.forms[props.form]?.map((field) => (
        <GuideField key={field.place} field={field} />
      ))}
    </div>
  )
}

function GuideField({ field }: { field: FieldFacts }) {
  const styles = useStyles()
  const world = useSetup()
  const value = valueAt(world, field.place)
  const wrong = fieldRules[field.rule]?.(value, (place) => valueAt(world, place))
  const found = useDomain(field, value)
  const type = (text: string) => {
    // Both IDs pasted at once, as the script prints them: each goes into its field.
    const both = labelledIds(text)
    if (both.application && both.tenant && field.place.startsWith('settings.'))
      world.onType({ 'settings.clientId': both.application, 'settings.tenantId': both.tenant })
    else world.onType({ [field.place]: text })
  }
  const state = wrong ? 'error' : found.warning ? 'warning' : found.note ? 'success' : 'none'
  return (
    <Field
      className={styles.field}
      label={field.label}
      hint={field.hint}
      required={!field.optional}
      validationState={state}
      validationMessage={wrong ?? found.warning ?? found.note}
    >
      <Input
        value={value}
        spellCheck={false}
        autoComplete="off"
        dir="auto"
        onChange={(_, data) => type(data.value)}
      />
    </Field>
  )
}

/** What the sign-in service says of a domain: whose it is, or that nobody has it. */
function useDomain(field: FieldFacts, text: string): { warning?: string; note?: string } {
  const entered = pasted(valueAt(useSetup(), 'settings.tenantId')).toLowerCase()
  const isTenant = field.rule === 'tenant'
  const isMailbox = ['mailbox', 'refused', 'address'].includes(field.rule)
  const found = useLookUp(isTenant || isMailbox ? domainIn(text) : undefined)
  const ofTenant = useLookUp(isMailbox ? domainIn(entered) : undefined)
  if (!found) return {}
  const { domain, tenantId, problem } = found
  if (isTenant)
    return tenantId ? { note: `${domain} is the tenant ${tenantId}.` } : { warning: problem ?? undefined }
  const tenant = isId(entered) ? entered : ofTenant?.tenantId
  if (!tenantId || !tenant || tenantId === tenant) return {}
  return {
    warning: `${domain} belongs to another tenant (${tenantId}) than the one entered in the first step. Look for a typing mistake, or correct the tenant.`,
  }
}

/** Whose a domain is; `undefined` while it is typed, looked up, or could not be. */
function useLookUp(typed: string | undefined) {
  const { invitation } = useSetup()
  const domain = useLater(typed)
  const { data } = useQuery({
    queryKey: [...keys.setupTenants, invitation, domain],
    queryFn: () => setup.tenant(invitation, domain ?? ''),
    enabled: domain !== undefined,
    staleTime: 600_000,
    retry: false,
  })
  return domain !== undefined && typed === domain ? data : undefined
}

function useLater(value: string | undefined): string | undefined {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), typingPause)
    return () => clearTimeout(timer)
  }, [value])
  return later
}
