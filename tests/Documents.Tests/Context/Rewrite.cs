public sealed record Rewrite(bool Changed, IReadOnlyDictionary<string, int> Counts);
