// Where units run nothing has a size, and nothing is seen: its watchers never tell.
class Watcher {
  observe(): void { /* nothing to tell */ }
  disconnect(): void { /* nor ever was */ }
}

Object.assign(globalThis, { ResizeObserver: Watcher, IntersectionObserver: Watcher });
