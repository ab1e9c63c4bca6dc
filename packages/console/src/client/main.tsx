/** The console's page. */
import { render } from 'preact';
import { Shell } from './shell/shell.js';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/chart.css';
import './styles/groups.css';
import './styles/jobs.css';
import './styles/pipelines.css';
import './styles/topics.css';
import './styles/lessons.css';

const app = document.getElementById('app');
if (app) render(<Shell />, app);
