public sealed record User(string Id);
