// Loaded when the first chart is drawn: only the parts of ECharts that charts here are made of.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, GridComponent, LegendComponent, LineChart, SVGRenderer, TooltipComponent]);

export type { EChartsCoreOption, EChartsType };

/** A chart of SVG: it brings no style sheet and no style attribute, which the policy of the pages would refuse. */
export function draw(place: HTMLElement): EChartsType {
  return init(place, null, { renderer: 'svg' });
}
