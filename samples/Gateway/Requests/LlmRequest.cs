using System.Text.Json;
using System.Text.Unicode;

namespace TracedLlm.Samples.Gateway;

/// <summary>What a caller asks for.</summary>
internal sealed class LlmRequest
{
    // A key that stands twice would let guardrail and provider read different requests.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    private LlmRequest(JsonElement body) => Body = body;

    public required WireFormat Format { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>Names this request in the answer and to guardrails.</summary>
    public required string CallId { get; init; }

    /// <summary>The model name that the caller asked for.</summary>
    public required string Model { get; init; }

    public required bool IsStreaming { get; init; }

    /// <summary>The guardrails that the caller asked for besides those that are always on.</summary>
    public required IReadOnlySet<string> Guardrails { get; init; }

    public JsonElement Body { get; private init; }

    /// <exception cref="BadRequestException">The body is no request.</exception>
    public static LlmRequest Parse(ReadOnlyMemory<byte> utf8, WireFormat format, IHeaderDictionary headers, Caller caller)
    {
        try
        {
            return Of(ParseObject(utf8), format, headers, caller);
        }
        catch (InvalidOperationException exception)
        {
            // What the platform says of half a surrogate pair, in a name or in a text that is read here.
            throw new BadRequestException($"The request holds a text that cannot be read: {exception.Message}");
        }
    }

    /// <summary>This request with its texts replaced, as a guardrail that masks leaves it.</summary>
    public LlmRequest WithTexts(IReadOnlyList<string> texts) => new(ParseObject(Format.RequestTexts.ReplaceTexts(Body, texts)))
    {
        Format = Format,
        Headers = Headers,
        Caller = Caller,
        CallId = CallId,
        Model = Model,
        IsStreaming = IsStreaming,
        Guardrails = Guardrails,
    };

    /// <summary>The body for a provider: with its own name for the model, without the fields meant for the gateway.</summary>
    public byte[] BodyFor(string model)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var property in Body.EnumerateObject())
            {
                if (Format.GatewayFields.Contains(property.Name))
                {
                    continue;
                }

                writer.WritePropertyName(property.Name);
                if (property.NameEquals("model"))
                {
                    writer.WriteStringValue(model);
                }
                else
                {
                    JsonPaths.WriteAsItWas(writer, property.Value);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static LlmRequest Of(JsonElement body, WireFormat format, IHeaderDictionary headers, Caller caller)
    {
        if (!body.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.String || model.GetString() is not { Length: > 0 } name)
        {
            throw new BadRequestException("The request has no 'model'.");
        }

        return new LlmRequest(body)
        {
            Format = format,
            Headers = headers,
            Caller = caller,
            CallId = headers["x-litellm-call-id"] is [{ Length: > 0 and <= 128 } given] && given.All(IsPlain) ? given : Guid.NewGuid().ToString(),
            Model = name,
            IsStreaming = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            Guardrails = GuardrailsIn(body, format),
        };
    }

    // It goes back in a header of the response.
    private static bool IsPlain(char character) => character is > ' ' and <= '~';

    private static JsonElement ParseObject(ReadOnlyMemory<byte> utf8)
    {
        // The parser looks at a text's bytes only when the text is read, which may be in the middle of a call.
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new BadRequestException("The request is not valid UTF-8.");
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new BadRequestException("The request must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new BadRequestException($"The request is not valid JSON: {exception.Message}");
        }
    }

    private static HashSet<string> GuardrailsIn(JsonElement body, WireFormat format)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var places = format.MetadataFields.Select(field => body.TryGetProperty(field, out var metadata) ? metadata : default).Prepend(body);
        foreach (var place in places)
        {
            if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty("guardrails", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (var item in list.EnumerateArray())
            {
                // LiteLLM takes a name, or an object of a name and its parameters.
                names.UnionWith(item.ValueKind switch
                {
                    JsonValueKind.String => [item.GetString()!],
                    JsonValueKind.Object => item.EnumerateObject().Select(property => property.Name),
                    _ => [],
                });
            }
        }

        return names;
    }
}
