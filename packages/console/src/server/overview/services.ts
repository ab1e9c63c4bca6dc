/** How the services are, each with the command that mends it. */
import { notebooksUrl, SERVICE_TITLES, type ServiceStatus, type Settings, status } from '@workbook/services';
import type { ServiceHealth } from '../../api/overview.js';
import { wayBack } from '../problem.js';

/** What JupyterLab is called among the services. */
export const JUPYTERLAB = 'JupyterLab';
const FIRST_NOTEBOOK = 'notebooks/start-here.ipynb';

export async function readServices(settings: Settings): Promise<ServiceHealth[]> {
  const [services, notebooks] = await Promise.all([status(settings), notebooksUrl(settings, FIRST_NOTEBOOK)]);
  return [...services.map((service) => healthOf(service, settings)), jupyterHealth(notebooks)];
}

function healthOf({ service, state, address, detail }: ServiceStatus, settings: Settings): ServiceHealth {
  const health: ServiceHealth = { title: SERVICE_TITLES[service], state, address: withoutPassword(address), detail };
  return state === 'running' ? health : { ...health, ...wayBack(settings) };
}

/** The address without the token that the URL carries. */
function jupyterHealth(url: string | undefined): ServiceHealth {
  const title = JUPYTERLAB;
  if (!url) return { title, state: 'stopped', address: '', detail: 'does not run', command: 'npm start' };
  return { title, state: 'running', address: new URL(url).origin, detail: 'shows the notebooks' };
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}
