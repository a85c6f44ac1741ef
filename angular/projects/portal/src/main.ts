/** Lets the browser paint and listen. */
const pause = (): Promise<void> => new Promise((go) => setTimeout(go));

// The start in steps of their own: taken together they would keep a phone busy for longer than a person waits for an answer.
const { bootstrapApplication } = await import('./framework');
await pause();
const { appConfig } = await import('./app/app.config');
await pause();
const { App } = await import('./app/app');
await pause();
await bootstrapApplication(App, appConfig);

export {};
