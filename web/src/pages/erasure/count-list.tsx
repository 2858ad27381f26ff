import { DataTable } from '../../components/data-table.tsx'
import type { ErasureCounts } from '../../erasures-api.ts'
import { numberText } from '../../time-text.ts'
import { countWords, fateWords } from './erasure-words.ts'

/** What was found of a person, and what an erasure does with it. */
export function CountList({ counts }: { counts: ErasureCounts }) {
  const names = Object.keys(countWords) as (keyof ErasureCounts)[]
  return (
    <DataTable
      label="What there is"
      items={names.map((id) => ({ id, count: counts[id] }))}
      columns={[
        { title: 'What', cell: ({ id }) => countWords[id] },
        { title: 'How many', cell: ({ count }) => numberText(count) },
        { title: 'When erased', cell: ({ id }) => fateWords[id] },
      ]}
    />
  )
}
