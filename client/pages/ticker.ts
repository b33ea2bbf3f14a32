// Time that also passes in a background tab: browsers slow a hidden page's timers down to one a minute, a worker's not.
// A supervisor's console has to answer every few seconds, also while they read something else.

addEventListener("message", (event: MessageEvent<{ id: number; ms: number }>) => {
  setTimeout(() => postMessage(event.data.id), event.data.ms);
});
