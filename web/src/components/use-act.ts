import { useMutation } from '@tanstack/react-query'
import { queryClient } from '../query-client.ts'
import { useToasts } from './toasts.tsx'

/** An act of the person: says what was done or why not, and reads anew what it touched. */
export function useAct<Input = void, Output = unknown>(
  act: (input: Input) => Promise<Output>,
  after: { said?: string | ((output: Output) => string); touches: (readonly unknown[])[] },
) {
  const toasts = useToasts()
  return useMutation<Output, Error, Input>({
    mutationFn: act,
    onSuccess: async (output) => {
      if (after.said) toasts.done(typeof after.said === 'string' ? after.said : after.said(output))
      await Promise.all(after.touches.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    },
    onError: toasts.failed,
  })
}
