import { Button, Text } from '@fluentui/react-components'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { notices } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { Absent } from '../../components/loaded.tsx'
import { NoticeList } from '../../components/notice-list.tsx'
import { Page } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'

/** What the contacts of all organisations were told. */
export function Notices() {
  const query = useInfiniteQuery({
    queryKey: keys.notices({}),
    queryFn: ({ pageParam }) => notices.list({ cursor: pageParam, limit: 50 }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const unread = items.filter(({ readAt }) => readAt === null).map(({ id }) => id)
  const read = useAct(() => notices.read(unread), { touches: [['notices']] })
  return (
    <Page
      title="Notices"
      below={
        <Text>
          What the contacts of the organisations were told.{' '}
          <PageLink to="/expiries">When secrets end</PageLink>
        </Text>
      }
      actions={
        unread.length > 0 && (
          <Button disabled={read.isPending} onClick={() => read.mutate()}>
            Mark all shown as read
          </Button>
        )
      }
    >
      {!query.isSuccess && items.length === 0 && <Absent query={query} rows={5} />}
      {query.isSuccess && items.length === 0 && <Text>Nobody was told anything yet.</Text>}
      <NoticeList items={items} withOrganisation />
      {query.hasNextPage && (
        <div>
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Page>
  )
}
