import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components'
import { PersonCircleRegular } from '@fluentui/react-icons'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { session } from '../api.ts'
import { forgetDrafts } from '../pages/compose/draft-store.ts'
import { leaveQueues } from '../presence.ts'
import { queryClient } from '../query-client.ts'
import { useMe } from './use-me.ts'

/** Who is signed in, the reference of the API, and the way out. */
export function Account() {
  const router = useRouter()
  const me = useMe()
  const leave = useMutation({
    mutationFn: async () => {
      await leaveQueues()
      return await session.signOut()
    },
    onSettled: async () => {
      queryClient.clear()
      await router.navigate({ to: '/sign-in', search: {} })
      // After the pages have gone: the one that was being written in keeps its draft when it goes.
      forgetDrafts()
    },
  })
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="Account" relationship="label">
          <Button appearance="transparent" icon={<PersonCircleRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem disabled>{me?.email ?? 'Signed in'}</MenuItem>
          <MenuDivider />
          <MenuItem onClick={() => void router.navigate({ to: '/account' })}>My account</MenuItem>
          <MenuItem onClick={() => window.open('/reference', '_blank', 'noopener')}>
            Reference of the API
          </MenuItem>
          <MenuItem onClick={() => leave.mutate()}>Sign out</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
