import { useQuery } from '@tanstack/react-query'
import { organisations } from '../api.ts'
import { keys } from '../keys.ts'

/** The organisations to choose from, and their names. */
export function useOrganisations() {
  const query = useQuery({
    queryKey: [...keys.organisations, 'to choose'],
    queryFn: () => organisations.list({ limit: 200 }),
  })
  const items = query.data?.items ?? []
  const names = new Map(items.map(({ id, name }) => [id, name]))
  return {
    items,
    nameOf: (id: string | null) => (id === null ? 'Tandem itself' : (names.get(id) ?? 'Unknown')),
  }
}
