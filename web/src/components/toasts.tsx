import {
  Link,
  Toast,
  ToastBody,
  ToastTitle,
  ToastTrigger,
  useToastController,
} from '@fluentui/react-components'
import { useCallback } from 'react'
import { plainError } from '../plain-error.ts'

export const toasterId = 'tandem'

/** Short messages at the foot of the page: what was done (with a way back), or why it failed. */
export function useToasts() {
  const { dispatchToast } = useToastController(toasterId)
  const done = useCallback(
    (text: string, undo?: { label: string; act: () => void }) => {
      const action = undo && (
        <ToastTrigger>
          <Link onClick={undo.act}>{undo.label}</Link>
        </ToastTrigger>
      )
      const toast = (
        <Toast>
          <ToastTitle action={action}>{text}</ToastTitle>
        </Toast>
      )
      dispatchToast(toast, { intent: 'success', timeout: undo ? 10_000 : 4_000, pauseOnHover: true })
    },
    [dispatchToast],
  )
  const failed = useCallback(
    (error: unknown) => {
      const { title, advice } = plainError(error)
      const toast = (
        <Toast>
          <ToastTitle>{title}</ToastTitle>
          <ToastBody>{advice}</ToastBody>
        </Toast>
      )
      dispatchToast(toast, { intent: 'error', timeout: 12_000, pauseOnHover: true })
    },
    [dispatchToast],
  )
  return { done, failed }
}
