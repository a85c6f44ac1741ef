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

  async load(): Promise<void> {
    const brand = await firstValueFrom(this.api.get('/api/v1/tenant/brand')).catch(() => null);
    if (!brand) return;
    this.brand.set(brand);
    this.title.setTitle(brand.name);
    if (/^#[0-9a-f]{6}$/i.test(brand.colour)) paint(brand.colour);
  }
}

/** Sets the brand's colour with a text colour that can be read on it (WCAG contrast at least 4.5). */
function paint(colour: string): void {
  const style = document.documentElement.style;
  style.setProperty('--brand', colour);
  style.setProperty('--on-brand', luminance(colour) > 0.179 ? '#000' : '#fff');
}

/** Relative luminance, WCAG 2.2. */
export function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
