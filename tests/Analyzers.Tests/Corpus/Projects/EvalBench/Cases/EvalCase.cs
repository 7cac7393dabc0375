using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvalBench.Cases;

[JsonConverter(typeof(JsonStringEnumConverter<CheckKind>))]
public enum CheckKind
{
    Exact,
    Regex,
    Model,
}

public sealed record EvalCase
{
    public required string Name { get; init; }

    public required string Prompt { get; init; }

    public string? System { get; init; }

    public CheckKind Check { get; init; }

    public string Expected { get; init; } = string.Empty;

    public double Weight { get; init; } = 1;

    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    public TimeSpan? Deadline => Metadata?.TryGetValue("deadline_seconds", out var seconds) is true ? TimeSpan.FromSeconds(seconds.GetDouble()) : null;
}
