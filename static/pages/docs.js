import { LitElement, css, html } from "lit";

/**
 * The API document, readable: one block per call, taken from /api/openapi.json.
 * @typedef {{summary: string, description: string, parameters: {name: string, in: string, description?: string}[],
 *   requestBody?: {content: Record<string, {schema: any}>}, responses: Record<string, {description: string, content?: any}>}} Operation
 */
class DocsPage extends LitElement {
  static properties = { document: { state: true }, failed: { state: true }, filter: { state: true } };

  static styles = css`
    :host { display: block; max-width: 960px; margin: 0 auto; padding: 24px 16px 48px; }
    h1 { font-size: 28px; margin: 0 0 16px; }
    input { width: 100%; box-sizing: border-box; min-height: 44px; padding: 0 12px; border-radius: 12px; font: inherit;
      border: 1px solid var(--line, #8888); background: transparent; color: inherit; }
    details { border-bottom: 1px solid var(--line, #8884); }
    summary { display: flex; gap: 12px; align-items: baseline; padding: 12px 0; cursor: pointer; flex-wrap: wrap; }
    b { font-variant-numeric: tabular-nums; min-width: 64px; }
    code, pre { font: 14px/1.5 ui-monospace, monospace; }
    pre { overflow: auto; padding: 12px; border-radius: 12px; background: var(--surface-2, #8881); }
    small { opacity: 0.75; }
  `;

  constructor() {
    super();
    /** @type {any} */
    this.document = null;
    this.failed = false;
    this.filter = "";
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      const answer = await fetch("/api/openapi.json");
      this.document = await answer.json();
    } catch {
      this.failed = true;
    }
  }

  /**
   * The schema with its references replaced, some levels deep.
   *
   * @param {any} schema
   * @param {number} depth
   * @returns {any}
   */
  _resolve(schema, depth = 0) {
    if (schema === null || typeof schema !== "object" || depth > 6) return schema;
    if (schema.$ref) return this._resolve(this.document.components.schemas[schema.$ref.split("/").pop()], depth + 1);
    if (Array.isArray(schema)) return schema.map((/** @type {any} */ part) => this._resolve(part, depth + 1));
    /** @type {Record<string, any>} */
    const whole = {};
    for (const [key, value] of Object.entries(schema)) whole[key] = this._resolve(value, depth + 1);
    return whole;
  }

  /** @param {string} method @param {string} path @param {Operation} operation */
  _operation(method, path, operation) {
    const body = operation.requestBody?.content["application/json"]?.schema;
    return html`<details>
      <summary><b>${method.toUpperCase()}</b><code>${path}</code><small>${operation.summary}</small></summary>
      <p>${operation.description}</p>
      ${operation.parameters.filter((one) => one.in === "query").map(
        (one) => html`<p><code>?${one.name}=</code> ${one.description}</p>`,
      )}
      ${body ? html`<p>Body</p><pre>${JSON.stringify(this._resolve(body), null, 2)}</pre>` : ""}
      ${Object.entries(operation.responses).map(
        ([status, response]) => html`<p><b>${status}</b> ${response.description}</p>
          ${status < "300" && response.content
            ? html`<pre>${JSON.stringify(this._resolve(response.content["application/json"].schema), null, 2)}</pre>`
            : ""}`,
      )}
    </details>`;
  }

  render() {
    if (this.failed) return html`<h1>API</h1><p>The document could not be loaded. Try again in a moment.</p>`;
    if (!this.document) return html`<h1>API</h1>`;
    const rows = Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(/** @type {Record<string, Operation>} */ (methods)).map(([method, operation]) => ({
        method, path, operation,
      })),
    );
    const shown = rows.filter(({ method, path, operation }) =>
      `${method} ${path} ${operation.summary}`.toLowerCase().includes(this.filter.toLowerCase()),
    );
    return html`<h1>${this.document.info.title} ${this.document.info.version}</h1>
      <p><a href="/api/openapi.json">OpenAPI 3.1</a></p>
      <input type="search" aria-label="Filter" placeholder="Filter" .value=${this.filter}
        @input=${(/** @type {Event} */ event) => { this.filter = /** @type {HTMLInputElement} */ (event.target).value; }}>
      ${shown.map((row) => this._operation(row.method, row.path, row.operation))}`;
  }
}

customElements.define("et-docs-page", DocsPage);
document.getElementById("root")?.append(document.createElement("et-docs-page"));
