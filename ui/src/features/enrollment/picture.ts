const KINDS = ["image/png", "image/jpeg", "image/webp"];

/** Whether a file is a picture that codes are read from. */
export function isPicture(file: File): boolean {
  return KINDS.includes(file.type);
}

/** The picture that is about to be pasted, if it is one. */
export function pictureIn(clipboard: DataTransfer | null): File | null {
  const items = [...(clipboard?.items ?? [])];
  const item = items.find(({ kind, type }) => kind === "file" && type.startsWith("image/"));
  return item?.getAsFile() ?? null;
}
