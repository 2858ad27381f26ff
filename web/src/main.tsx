import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Look } from './components/look.tsx'
import { fetchPages } from './lazy-pages.ts'
import { queryClient } from './query-client.ts'
import { router } from './routes.tsx'
import './page.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <StrictMode>
    <Look>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Look>
  </StrictMode>,
)

/** Milliseconds until the first page has surely been drawn. */
const drawnAfter = 2000

// Whoever sets up a connection by invitation sees no other page.
if (!location.pathname.startsWith('/setup')) setTimeout(() => void fetchPages(), drawnAfter)
