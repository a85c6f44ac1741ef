const KEY = 'stratcap.granting';

/** Keeps for this tab of which connection access is granted now: a vendor that refuses does not say it. */
export function remember(connectionId: string): void {
  sessionStorage.setItem(KEY, connectionId);
}

/** Of which connection it was; empty when this tab began none. */
export function remembered(): string {
  return sessionStorage.getItem(KEY) ?? '';
}

export function forget(): void {
  sessionStorage.removeItem(KEY);
}
