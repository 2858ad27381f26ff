import { useQuery } from '@tanstack/react-query'
import { session } from '../api.ts'
import { keys } from '../keys.ts'

/** Who is signed in; undefined for the moment before it is known. */
export function useMe() {
  return useQuery({ queryKey: keys.session, queryFn: session.get }).data
}
