public sealed record Caller(User User);
