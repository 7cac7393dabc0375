using System.Text.Json;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>Tokens and cost in Langfuse.</summary>
internal static class LangfuseUsage
{
    private const string Details = "langfuse.observation.usage_details";

    private static readonly string[] Prefixes = ["gen_ai.usage.", "llm.token_count."];

    private static readonly Dictionary<string, string> Buckets = new()
    {
        ["prompt_tokens"] = "input",
        ["input_tokens"] = "input",
        ["prompt"] = "input",
        ["completion_tokens"] = "output",
        ["output_tokens"] = "output",
        ["completion"] = "output",
        ["total_tokens"] = "total",
        ["total"] = "total",
        ["cache_read.input_tokens"] = "input_cached_tokens",
        ["cache_read_input_tokens"] = "input_cached_tokens",
        ["prompt_details.cache_read"] = "input_cached_tokens",
        ["cache_creation.input_tokens"] = "input_cache_creation",
        ["cache_creation_input_tokens"] = "input_cache_creation",
        ["cache_write_tokens"] = "input_cache_creation",
        ["prompt_details.cache_write"] = "input_cache_creation",
        ["reasoning.output_tokens"] = "output_reasoning_tokens",
        ["completion_details.reasoning"] = "output_reasoning_tokens",
        ["completion_details.audio"] = "output_audio_tokens",
    };

    // The other count includes this one, so it is subtracted.
    private static readonly (string Part, string Of)[] Parts =
    [
        ("input_cached_tokens", "input"),
        ("input_cache_creation", "input"),
        ("output_reasoning_tokens", "output"),
        ("output_audio_tokens", "output"),
    ];

    public static IReadOnlyDictionary<string, long>? Counts(ReceivedAttributes attributes)
    {
        if (attributes["gen_ai.operation.name"] is "invoke_agent" or "agent_step")
        {
            return null;
        }

        var counts = Object(attributes[Details] as string) is { } stated ? Stated(stated) : Generic(attributes);
        if (counts is { Count: > 0 } && !counts.ContainsKey("total"))
        {
            counts["total"] = counts.Values.Sum();
        }

        return counts;
    }

    public static IReadOnlyDictionary<string, double>? Cost(ReceivedAttributes attributes)
    {
        if (Object(attributes["langfuse.observation.cost_details"] as string) is { } details)
        {
            var cost = details
                .Where(one => one.Value.ValueKind == JsonValueKind.Number && one.Value.GetDouble() >= 0)
                .ToDictionary(one => one.Key, one => one.Value.GetDouble());
            cost.TryAdd("total", cost.Values.Sum());
            return cost;
        }

        // On one path a text counts as empty: only numbers count.
        return (attributes["gen_ai.usage.cost"] ?? attributes["llm.cost.total"]) is double total
            ? new Dictionary<string, double> { ["total"] = total }
            : null;
    }

    private static Dictionary<string, long> Stated(Dictionary<string, JsonElement> details) => details
        .Select(one => (one.Key, Count: Count(one.Value)))
        .Where(one => one.Count >= 0)
        .ToDictionary(one => one.Key, one => one.Count!.Value);

    // Fractions are dropped; texts with a number are accepted.
    private static long? Count(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var count) => count,
        JsonValueKind.String when long.TryParse(value.GetString(), out var count) => count,
        _ => null,
    };

    private static Dictionary<string, long>? Generic(ReceivedAttributes attributes)
    {
        var counts = new Dictionary<string, long>();
        foreach (var (key, value) in attributes)
        {
            if (Array.Find(Prefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix && value is long count)
            {
                var name = key[prefix.Length..];

                // An unknown name becomes a separate bucket, which is added to the total.
                counts[Buckets.GetValueOrDefault(name, name)] = count;
            }
        }

        foreach (var (part, of) in Parts)
        {
            if (counts.TryGetValue(part, out var count) && counts.TryGetValue(of, out var whole))
            {
                counts[of] = Math.Max(whole - count, 0);
            }
        }

        return counts.Count > 0 ? counts : null;
    }

    private static Dictionary<string, JsonElement>? Object(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.Clone())
                : [];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
