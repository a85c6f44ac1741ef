import { Injectable, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { firstValueFrom } from 'rxjs';
import { Api, Schemas } from '@api';

export type Brand = Schemas['TenantBrand'];

/** The firm behind this address: its name and colour, without a rebuild. */
@Injectable({ providedIn: 'root' })
export class BrandOfHost {
  private readonly api = inject(Api);
  private readonly title = inject(Title);

  readonly brand = signal<Brand | null>(null);
  /** The brand as all of the page shows it, for whoever changes it. */
  readonly shown = { value: () => this.brand() ?? undefined, show: (brand: Brand) => this.show(brand) };

  async load(): Promise<void> {
    const brand = await firstValueFrom(this.api.get('/api/v1/tenant/brand')).catch(() => null);
    if (brand) this.show(brand);
  }

  /** Shows a brand from now on: as it was read, or as somebody has just changed it. */
  show(brand: Brand): void {
    this.brand.set(brand);
    this.title.setTitle(brand.name);
    if (isColour(brand.colour)) paint(brand.colour, brand.accent);
  }
}

/** Whether it is a colour as a brand has it, and nothing else. */
export function isColour(text: string | null | undefined): text is string {
  return /^#[0-9a-f]{6}$/i.test(text ?? '');
}

/** The text colour that can be read on a colour: black or white, whichever stands out more; at least 4.5 to 1 on any (WCAG). */
export function textOn(colour: string): string {
  return luminance(colour) > 0.179 ? '#000000' : '#ffffff';
}

/** How far its text stands out on a colour: 21 at most, 4.5 is needed (WCAG). */
export function contrast(colour: string): number {
  const [low, high] = [luminance(colour), luminance(textOn(colour))].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function paint(colour: string, accent: string | null | undefined): void {
  const style = document.documentElement.style;
  style.setProperty('--brand', colour);
  style.setProperty('--on-brand', textOn(colour));
  style.setProperty('--accent', isColour(accent) ? accent : colour);
}

/** Relative luminance, WCAG 2.2. */
export function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
