import { makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'

export interface Column<T> {
  title: string
  /** On a phone a row becomes a card; the first column is its heading. */
  cell: (item: T) => ReactNode
}

// A sheet of paper is as narrow, but nothing on it is tapped.
const narrow = '@media screen and (max-width: 720px)'

const useStyles = makeStyles({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    overflow: 'hidden',
    boxShadow: tokens.shadow2,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    [narrow]: { display: 'block' },
  },
  head: {
    [narrow]: {
      position: 'absolute',
      clipPath: 'inset(50%)',
      width: '1px',
      height: '1px',
      overflow: 'hidden',
    },
  },
  title: {
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  body: { [narrow]: { display: 'block' } },
  row: {
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':last-child': { borderBottom: 'none' },
    [narrow]: { display: 'block', paddingBlock: tokens.spacingVerticalS },
  },
  cell: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    verticalAlign: 'middle',
    overflowWrap: 'anywhere',
    [narrow]: {
      display: 'flex',
      justifyContent: 'space-between',
      gap: tokens.spacingHorizontalM,
      paddingBlock: tokens.spacingVerticalXS,
      textAlign: 'end',
      '&::before': {
        content: 'attr(data-title)',
        color: tokens.colorNeutralForeground2,
        flexShrink: 0,
        textAlign: 'start',
        overflowWrap: 'normal',
      },
      ':empty': { display: 'none' },
      ':first-child::before': { content: 'none' },
      ':first-child': { fontWeight: tokens.fontWeightSemibold, textAlign: 'start' },
    },
  },
})

/** A table that becomes a list of cards on a phone, still a table to assistive technology. */
export function DataTable<T extends { id: string }>(props: {
  label: string
  items: T[]
  columns: Column<T>[]
}) {
  const styles = useStyles()
  // The roles are said because some browsers forget them when the cells are laid out as blocks.
  return (
    // biome-ignore lint/a11y/noRedundantRoles: see above
    <table role="table" aria-label={props.label} className={styles.table}>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <thead role="rowgroup" className={styles.head}>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tr role="row">
          {props.columns.map((column) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <th role="columnheader" scope="col" key={column.title} className={styles.title}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <tbody role="rowgroup" className={styles.body}>
        {props.items.map((item) => (
          // biome-ignore lint/a11y/noRedundantRoles: see above
          <tr role="row" key={item.id} className={styles.row}>
            {props.columns.map((column) => (
              // biome-ignore lint/a11y/noRedundantRoles: see above
              <td role="cell" key={column.title} data-title={column.title} className={styles.cell}>
                {column.cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
