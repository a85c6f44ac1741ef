import { luminance } from './brand';

describe('a brand colour', () => {
  it('gets white text when it is dark and black when it is light', () => {
    expect(luminance('#1f3a5f')).toBeLessThan(0.179);
    expect(luminance('#ffd166')).toBeGreaterThan(0.179);
  });
});
