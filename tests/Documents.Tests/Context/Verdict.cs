public sealed record Verdict(bool IsBlocked, Rewrite? Rewrite, string[] Categories);
