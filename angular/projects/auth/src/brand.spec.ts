import { contrast, isColour, textOn } from './brand';

describe('a brand colour', () => {
  it('gets white text when it is dark and black when it is light', () => {
    expect(textOn('#1f3a5f')).toBe('#ffffff');
    expect(textOn('#ffd166')).toBe('#000000');
  });

  it('is read at 4.5 to 1 or better, whichever it is', () => {
    const steps = [0, 51, 102, 119, 136, 153, 204, 255].map((part) => part.toString(16).padStart(2, '0'));
    for (const r of steps) for (const g of steps) for (const b of steps) {
      expect(contrast(`#${r}${g}${b}`), `#${r}${g}${b}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('is six digits and nothing that could leave its place', () => {
    for (const text of ['red', '#12345', '#1234567', 'red;}body{display:none', '#123456;}', 'url(https://evil.example)', '', null]) expect(isColour(text)).toBe(false);
  });
});
