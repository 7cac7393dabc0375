using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Gateway.Area0;

public sealed record Thing0([property: JsonPropertyName("key"), Required] string Key, [property: JsonPropertyName("owner")] string Owner)
{
    [JsonPropertyName("amount"), Range(0, 100_000)]
    public decimal Amount { get; init; }

    [JsonPropertyName("created_at")]
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UnixEpoch;

    [JsonPropertyName("expires_at")]
    public DateTimeOffset? Expires { get; init; }

    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [JsonIgnore]
    public bool IsOverdue => Labels.TryGetValue("state", out var state) && state is "overdue" or "dunned";

    public bool IsExpired(DateTimeOffset now) => Expires is { } expires && expires < now;

    public Thing0 WithLabel(string name, string value) => this with { Labels = new Dictionary<string, string>(Labels, StringComparer.Ordinal) { [name] = value } };
}

public sealed class ThingOptions0
{
    [Range(1, 1_000_000)]
    public int Capacity { get; set; } = 10_000;

    [Required, MinLength(1)]
    public string Path { get; set; } = "things0.json";

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(30);
}
