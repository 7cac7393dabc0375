using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>Reads the same fields of the same body with the generated reader and with System.Text.Json.</summary>
internal sealed class ChatReaders(int length)
{
    private readonly byte[] _body = ChatBody.OfLength(length);
    private readonly ReadOnlySequence<byte> _segments = ChatBody.InSegments(ChatBody.OfLength(length));

    public int Generated()
    {
        var request = ChatRequest.Read(_body.AsMemory());
        return Sum(request.Model, request.User, request.TraceId, request.Stream, request.MaxTokens, request.Temperature, request.TopP) + (request.Messages.IsEmpty ? 0 : 1);
    }

    /// <summary>The generated reader of fields that allocate nothing.</summary>
    public int GeneratedKeepingNothing()
    {
        var limits = ChatLimits.Read(_body.AsMemory());
        return Sum(null, null, null, limits.Stream, limits.MaxTokens, limits.Temperature, null) + (limits.Messages.IsEmpty ? 0 : 1);
    }

    /// <summary>The generated reader for the segments of a socket, which are copied to one buffer first.</summary>
    public int GeneratedFromSegmentsKeepingNothing()
    {
        using var contiguous = new ContiguousJson(_segments);
        var cursor = new Utf8JsonCursor(contiguous.Span);
        cursor.Skip();
        return 1;
    }

    /// <summary>Only the copy of the segments to one buffer.</summary>
    public int Copying()
    {
        using var contiguous = new ContiguousJson(_segments);
        return contiguous.Span.Length;
    }

    public int Document()
    {
        using var document = JsonDocument.Parse(_body);
        var root = document.RootElement;
        return Sum(
            root.TryGetProperty("model"u8, out var model) ? model.GetString() : null,
            root.TryGetProperty("user"u8, out var user) ? user.GetString() : null,
            root.TryGetProperty("metadata"u8, out var metadata) && metadata.TryGetProperty("trace_id"u8, out var id) ? id.GetString() : null,
            root.TryGetProperty("stream"u8, out var stream) ? stream.GetBoolean() : null,
            root.TryGetProperty("max_tokens"u8, out var tokens) ? tokens.GetInt64() : null,
            root.TryGetProperty("temperature"u8, out var temperature) ? temperature.GetDouble() : null,
            root.TryGetProperty("top_p"u8, out var top) ? top.GetDouble() : null)
            + (root.TryGetProperty("messages"u8, out _) ? 1 : 0);
    }

    public int Node()
    {
        var root = JsonNode.Parse(_body)!;
        return Sum(
            (string?)root["model"],
            (string?)root["user"],
            (string?)root["metadata"]?["trace_id"],
            (bool?)root["stream"],
            (long?)root["max_tokens"],
            (double?)root["temperature"],
            (double?)root["top_p"])
            + (root["messages"] is null ? 0 : 1);
    }

    public int SourceGenerated()
    {
        var request = JsonSerializer.Deserialize(_body, ChatJson.Default.ChatJsonRequest)!;
        return Sum(request.Model, request.User, request.Metadata?.TraceId, request.Stream, request.MaxTokens, request.Temperature, request.TopP) + 1;
    }

    private static int Sum(string? model, string? user, string? traceId, bool? stream, long? maxTokens, double? temperature, double? topP) =>
        (model?.Length ?? 0) + (user?.Length ?? 0) + (traceId?.Length ?? 0) + (stream == true ? 1 : 0) + (int)(maxTokens ?? 0) + (int)(temperature ?? 0) + (int)(topP ?? 0);
}

/// <summary>The request for System.Text.Json, which steps over what is not declared.</summary>
internal sealed class ChatJsonRequest
{
    public string? Model { get; set; }

    public bool? Stream { get; set; }

    public long? MaxTokens { get; set; }

    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    public string? User { get; set; }

    public ChatJsonMetadata? Metadata { get; set; }
}

internal sealed class ChatJsonMetadata
{
    public string? TraceId { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatJsonRequest))]
internal sealed partial class ChatJson : JsonSerializerContext;
