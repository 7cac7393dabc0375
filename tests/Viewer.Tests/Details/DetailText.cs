using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TracedLlm.Viewer.Tests.Details;

/// <summary>JSON for a snapshot: ids are numbered in the order in which they appear, times and sizes are left out.</summary>
internal sealed partial class DetailText
{
    private static readonly HashSet<string> Scrubbed =
    [
        "seq", "time", "durationMs", "providerMs", "gatewayMs", "firstChunkMs", "startMs", "atMs", "bytes", "litellm.call_id", "server.port",
        "litellm.preprocessing.duration_ms", "litellm.overhead.duration_ms", "litellm.response.duration_ms", "litellm.guardrail.duration",
        "litellm.attempt.time_to_first_chunk",
    ];

    private readonly List<string> _ids = [];

    public static string Write(JsonNode node) => new DetailText().Format(node);

    private string Format(JsonNode node)
    {
        Scrub(node);
        var json = node.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return Id().Replace(Port().Replace(json, "127.0.0.1:PORT"), match =>
        {
            if (!_ids.Contains(match.Value))
            {
                _ids.Add(match.Value);
            }

            return $"{(match.Length == 32 ? "trace" : "span")}-{_ids.IndexOf(match.Value)}";
        });
    }

    private static void Scrub(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Scrub(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (Scrubbed.Contains(name) && value is not null)
                {
                    members[name] = "…";
                }
                else
                {
                    Scrub(value);
                }
            }
        }
    }

    [GeneratedRegex("""(?<=["/-])([0-9a-f]{32}|[0-9a-f]{16})(?=["-])""")]
    private static partial Regex Id();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
