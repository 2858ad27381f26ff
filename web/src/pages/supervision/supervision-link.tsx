import { PageLink } from '../../components/links.tsx'
import { useMe } from '../../components/use-me.ts'

/** The way to the figures, for those who may see them. */
export function SupervisionLink({ queue }: { queue: string | undefined }) {
  const me = useMe()
  if (me === undefined || me.kind === 'agent') return null
  return (
    <PageLink to="/workspace/supervision" search={queue === undefined ? {} : { queue }}>
      Supervision
    </PageLink>
  )
}
