export function kernelsModule(): string;
