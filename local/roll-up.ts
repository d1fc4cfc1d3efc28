export async function rollUp(_lake: string, _days: readonly string[]): Promise<void> {}
