import { Signal, computed, effect, signal } from '@angular/core';
import { RxResourceOptions, rxResource } from '@angular/core/rxjs-interop';

/** Something that is read from the API. Its value is undefined until there is one; asking for it never throws, so that a page can show why there is none. */
export interface ReadingOf<T> {
  readonly value: Signal<T | undefined>;
  readonly isLoading: Signal<boolean>;
  readonly error: Signal<Error | undefined>;
  hasValue(): boolean;
  /** Reads again: at once, or after the reading that is under way, which may be too early to know. */
  reload(): void;
  /** Shows something else until it is read again. */
  show(value: T): void;
}

/** Reads when what it depends on is known, and again whenever that changes. */
export function reading<T, R>(options: RxResourceOptions<T, R>): ReadingOf<T> {
  const resource = rxResource(options);
  const news = signal(false);
  // A resource that is loading does not heed reload(), and what it is being answered may be older than the news.
  effect(() => {
    if (!news() || resource.isLoading()) return;
    news.set(false);
    resource.reload();
  }, { injector: options.injector });
  return {
    value: computed(() => (resource.hasValue() ? resource.value() : undefined)),
    isLoading: resource.isLoading,
    error: resource.error,
    hasValue: () => resource.hasValue(),
    reload: () => {
      if (!resource.reload()) news.set(resource.isLoading());
    },
    show: (value) => resource.set(value),
  };
}
