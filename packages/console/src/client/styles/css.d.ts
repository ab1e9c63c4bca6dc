/** The bundler puts a stylesheet that is imported beside the page. */
declare module '*.css';
