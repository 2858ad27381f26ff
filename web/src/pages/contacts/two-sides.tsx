import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { readable } from './field-draft.ts'
import { fieldLabel, fieldNamed } from './field-list.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    paddingBlock: tokens.spacingVerticalS,
  },
  values: {
    margin: '0',
    display: 'grid',
    gridTemplateColumns: 'minmax(110px, max-content) 1fr',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
  },
  label: { color: tokens.colorNeutralForeground2 },
  value: { margin: '0', whiteSpace: 'pre-line', overflowWrap: 'anywhere' },
})

/** The values that a field has on two sides, and what it was before. */
export function TwoSides(props: { field: string; was?: unknown; sides: [string, unknown][] }) {
  const styles = useStyles()
  const rows: [string, unknown][] = [...props.sides, ['Before', props.was]]
  return (
    <div className={styles.root}>
      <Text weight="semibold">{fieldLabel(props.field)}</Text>
      <dl className={styles.values}>
        {rows.map(([label, value]) => (
          <Row key={label} label={label} text={valueText(props.field, value)} />
        ))}
      </dl>
    </div>
  )
}

function Row(props: { label: string; text: string }) {
  const styles = useStyles()
  return (
    <>
      <dt className={styles.label}>{props.label}</dt>
      <dd className={styles.value}>{props.text || '(empty)'}</dd>
    </>
  )
}

/** A value of a field or of a part of one (`homeAddress.city`) as text. */
export function valueText(name: string, value: unknown): string {
  const field = fieldNamed(name)
  if (value === null || value === undefined) return ''
  if (field && typeof value === 'object') return readable(field, value)
  if (field?.kind === 'day') return readable(field, value)
  return typeof value === 'object' ? partsText(value) : String(value)
}

/** A time with its zone, a place, a text: the shapes that events and tasks have beside plain values. */
function partsText(value: object): string {
  if ('dateTime' in value && 'timeZone' in value)
    return `${String(value.dateTime).replace('T', ' ')} (${value.timeZone})`
  if ('displayName' in value) return String(value.displayName)
  if ('content' in value) return String(value.content)
  return JSON.stringify(value)
}
