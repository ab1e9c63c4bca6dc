// A JupyterLab extension: diagrams stay readable when the theme is switched. JupyterLab draws a Mermaid diagram once, in the
// colours of the theme of that moment and on nothing, so that after a switch its lines are as dark as the page, or as pale.
// Here a diagram of the other theme gets that theme's page behind it. It is written as JupyterLab loads it, like its neighbour.
{
  const NAME = 'workbook-diagrams';
  const DIAGRAM = '.jp-RenderedMermaid img';
  const PAGE = { light: '#ffffff', dark: '#111111' };
  const themeNow = () => (document.body.dataset.jpThemeLight === 'false' ? 'dark' : 'light');

  const plugin = {
    id: `${NAME}:plugin`,
    autoStart: true,
    activate: (app) => {
      const drawnIn = new WeakMap();
      let theme = themeNow();
      const onSwitch = () => {
        if (theme === themeNow()) return;
        for (const diagram of diagramsIn(app.shell)) {
          if (!drawnIn.has(diagram)) drawnIn.set(diagram, theme);
          const own = drawnIn.get(diagram);
          diagram.style.background = own === themeNow() ? '' : PAGE[own];
        }
        theme = themeNow();
      };
      // The first theme is set when the page is loaded, before any diagram is drawn.
      new MutationObserver(onSwitch).observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
    },
  };

  /** Also those of cells that are not in sight, which JupyterLab keeps aside. */
  function diagramsIn(shell) {
    const nodes = [...shell.widgets('main')].flatMap(({ node, content }) => [
      node,
      ...(content?.widgets ?? []).map((cell) => cell.node),
    ]);
    return new Set(nodes.flatMap((node) => [...node.querySelectorAll(DIAGRAM)]));
  }

  globalThis._JUPYTERLAB ??= {};
  globalThis._JUPYTERLAB[NAME] = { init: () => {}, get: async () => () => ({ __esModule: true, default: plugin }) };
}
