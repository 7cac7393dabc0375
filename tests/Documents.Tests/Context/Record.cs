public sealed record Record;
