using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TracedLlm.Metadata;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>Reads the gateway's metadata of a request with a prompt, with all rules; System.Text.Json reads only the plain values.</summary>
internal sealed class MetadataReaders
{
    private static readonly byte[] Metadata = """
        {"existing_trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "parent_observation_id": "00f067aa0ba902b7", "session_id": "s-4711", "trace_user_id": "u-1",
         "tags": ["prod", "eu"], "trace_name": "support", "generation_name": "answer", "tenant": "t-1", "region": "eu", "attempt": 2,
         "prompt": {"name": "greeting", "version": 3, "config": {}, "labels": ["production"], "tags": [], "prompt": [{"role": "system", "content": "Be \"brief\", and say hello to {{name}}."}]}}
        """u8.ToArray();

    public int Generated() => RequestMetadata.Read(new() { Metadata = Metadata }).EverySpan.Length;

    public int Document()
    {
        using var document = JsonDocument.Parse(Metadata);
        var root = document.RootElement;
        var sum = 0;
        foreach (var property in root.EnumerateObject())
        {
            sum += property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()!.Length : 0;
        }

        return sum + root.GetProperty("tags"u8).EnumerateArray().Sum(tag => tag.GetString()!.Length) + root.GetProperty("prompt"u8).GetProperty("version"u8).GetInt32();
    }

    public int Node()
    {
        var root = JsonNode.Parse(Metadata)!.AsObject();
        var sum = root.Sum(property => property.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text.Length : 0);
        return sum + root["tags"]!.AsArray().Sum(tag => ((string?)tag)!.Length) + (int)root["prompt"]!["version"]!;
    }

    public int SourceGenerated()
    {
        var metadata = JsonSerializer.Deserialize(Metadata, MetadataJson.Default.MetadataJsonObject)!;
        return (metadata.ExistingTraceId?.Length ?? 0) + (metadata.SessionId?.Length ?? 0) + (metadata.Tags?.Length ?? 0) + (metadata.Prompt?.Version ?? 0);
    }
}

internal sealed class MetadataJsonObject
{
    public string? ExistingTraceId { get; set; }

    public string? ParentObservationId { get; set; }

    public string? SessionId { get; set; }

    public string? TraceUserId { get; set; }

    public string[]? Tags { get; set; }

    public string? TraceName { get; set; }

    public string? GenerationName { get; set; }

    public string? Tenant { get; set; }

    public string? Region { get; set; }

    public int? Attempt { get; set; }

    public MetadataJsonPrompt? Prompt { get; set; }
}

internal sealed class MetadataJsonPrompt
{
    public string? Name { get; set; }

    public int? Version { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MetadataJsonObject))]
internal sealed partial class MetadataJson : JsonSerializerContext;
