/** `@workbook/notebook`: what a notebook's cells show. */
export { type CellDisplay, newDisplay } from './cell-display.js';
export { type ChartOptions, type ChartSpec, chartHtml } from './chart-html.js';
export { type LiveChart, type LiveChartOptions, liveChart } from './live-chart.js';
export { colours, palette } from './palette.js';
export { type LivePictures, livePictures, type Picture, picturesHtml } from './pictures.js';
