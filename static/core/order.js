/** The calls of an order's page. The link's token, if there is one, stands for signing in. */

import { api } from "./api.js";

export class OrderCalls {
  /**
   * @param {string} orderId
   * @param {string | null} token
   */
  constructor(orderId, token) {
    this.path = `/api/orders/${encodeURIComponent(orderId)}`;
    this.query = token ? `?token=${encodeURIComponent(token)}` : "";
  }

  /** @returns {Promise<any>} */
  get() {
    return api("GET", this.path + this.query);
  }

  /** @returns {Promise<any>} */
  received() {
    return api("POST", `${this.path}/received${this.query}`, {});
  }

  /**
   * @param {string} text
   * @returns {Promise<any>}
   */
  problem(text) {
    return api("POST", `${this.path}/problem${this.query}`, { text });
  }
}
