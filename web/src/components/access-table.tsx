import { Badge, type BadgeProps, Text } from '@fluentui/react-components'
import type { AccessRow } from '../shapes.ts'
import { momentText } from '../time-text.ts'
import { DataTable } from './data-table.tsx'

/** The table of scope with its heading. */
export function AccessSection(props: { rows: AccessRow[] }) {
  return (
    <section aria-label="What the application opens">
      <Text weight="semibold" block>
        What the application opens, mailbox by mailbox
      </Text>
      <AccessTable rows={props.rows} />
    </section>
  )
}

/** Per mailbox and permission: how it should be, how it was, when, and how that was found out. */
export function AccessTable(props: { rows: AccessRow[] }) {
  const items = props.rows.map((row) => ({ ...row, id: `${row.mailbox} ${row.permission}` }))
  return (
    <DataTable
      label="What the application opens"
      items={items}
      columns={[
        { title: 'Mailbox', cell: (row) => row.mailbox },
        { title: 'Permission', cell: (row) => row.permission },
        { title: 'Should be', cell: (row) => (row.expected === 'allowed' ? 'Allowed' : 'Refused') },
        { title: 'Is', cell: (row) => <Found row={row} /> },
        { title: 'Tried', cell: (row) => <time dateTime={row.at}>{momentText(row.at)}</time> },
        { title: 'How', cell: (row) => row.proof },
      ]}
    />
  )
}

const words: Record<AccessRow['found'], string> = {
  allowed: 'Allowed',
  refused: 'Refused',
  unknown: 'Unknown',
  propagating: 'Still propagating',
}

function Found(props: { row: AccessRow }) {
  const { found, expected } = props.row
  const colors: Partial<Record<AccessRow['found'], BadgeProps['color']>> = {
    [expected]: 'success',
    unknown: 'informative',
    propagating: 'warning',
  }
  return (
    <Badge appearance="tint" color={colors[found] ?? 'danger'}>
      {words[found]}
    </Badge>
  )
}
