/** Bytes in base64url as hexadecimal: as other programs print a digest. What is no base64url stays. */
export function hexOf(base64url: string): string {
  try {
    const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
    return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return base64url;
  }
}
