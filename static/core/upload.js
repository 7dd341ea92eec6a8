/** Uploading a file with progress, which `fetch` cannot tell (so this is the one place with an XMLHttpRequest). */

import { ApiError } from "./api.js";

/**
 * @param {string} path
 * @param {File} file sent as the field `file` of a multipart form
 * @param {(share: number) => void} onProgress 0 to 1
 * @returns {Promise<any>} the answer's JSON
 * @throws {ApiError}
 */
export function upload(path, file, onProgress) {
  const form = new FormData();
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ApiError(0, "offline", "The server cannot be reached."));
    request.onload = () => {
      if (request.status < 400) return resolve(request.response);
      const error = request.response?.error ?? {};
      reject(new ApiError(request.status, error.code ?? "internal", error.message ?? "", error.details ?? {}));
    };
    request.send(form);
  });
}
