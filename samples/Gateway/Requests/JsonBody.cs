using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;

namespace TracedLlm.Samples.Gateway;

/// <summary>A body that is a JSON object.</summary>
internal sealed class JsonBody : RequestBody
{
    // With a repeated key, guardrail and provider could read different requests.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    private const string GeminiModel = "models/";

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly JsonElement _root;
    private readonly ServedRoute _route;
    private readonly JsonFields _fields;
    private readonly bool _hasGatewayFields;
    private readonly LargeJson? _large;
    private JsonElement? _whole;

    private JsonBody(ReadOnlyMemory<byte> utf8, ServedRoute route)
    {
        _utf8 = utf8;
        _route = route;
        _large = Shorten(utf8, route);
        _root = ParseObject(_large?.Shortened ?? utf8);
        Model = _root.TryGetProperty(ServedRoute.Model, out var model) && model.ValueKind == JsonValueKind.String && model.GetString() is { Length: > 0 } name ? name : null;
        IsStreaming = _root.TryGetProperty("stream", out var stream) && stream.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? stream.ValueKind == JsonValueKind.True
            : null;
        AsksForUsage = _root.TryGetProperty("stream_options", out var options)
            && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("include_usage", out var usage)
            && usage.ValueKind == JsonValueKind.True;
        _fields = new JsonFields(route.Format, route.ProviderOwnsMetadata);
        var found = _fields.Find(_root);
        _hasGatewayFields = found is not null || _fields.HasTraceKeys(_root);
        GatewayFields = found ?? [];
        Guardrails = RequestedGuardrails.Read(_root, route);
    }

    public override string? Model { get; }

    public override bool? IsStreaming { get; }

    public override bool AsksForUsage { get; }

    public override IReadOnlySet<string> Guardrails { get; }

    /// <summary>The document.</summary>
    public JsonElement Root => _large is null ? _root : _whole ??= ParseObject(_utf8);

    /// <summary>The document as it came.</summary>
    public ReadOnlyMemory<byte> Json => _utf8;

    public override IReadOnlyList<GatewayField> GatewayFields { get; }

    public override bool CanCompare => true;

    /// <exception cref="BadRequestException">The body is not a request.</exception>
    public static JsonBody Parse(ReadOnlyMemory<byte> utf8, ServedRoute route)
    {
        try
        {
            return new JsonBody(utf8, route);
        }
        catch (InvalidOperationException exception)
        {
            // System.Text.Json throws this exception for half a surrogate pair in a name or a text.
            throw new BadRequestException($"The request contains a text that is not valid: {exception.Message}");
        }
    }

    public override List<string> Texts() => _route.Format.RequestTexts.TextsIn(Root);

    public override RequestBody WithTexts(IReadOnlyList<string> texts) => new JsonBody(_route.Format.RequestTexts.ReplaceTexts(Root, texts), _route);

    public override RequestBody WithRepeatedModel(string name, string providersName)
    {
        var places = _route.Format.RepeatedModels;
        if (name == providersName || places.IsEmpty)
        {
            return this;
        }

        try
        {
            var models = places.TextsIn(Root).Select(model => model == GeminiModel + name ? GeminiModel + providersName : model).ToList();
            return models.Count == 0 ? this : new JsonBody(places.ReplaceTexts(Root, models), _route);
        }
        catch (JsonException exception)
        {
            throw new BadRequestException($"The request contains a text that is not valid: {exception.Message}");
        }
    }

    public override RequestBody WithDefaults(DefaultFields defaults, WireFormat format) =>
        defaults.For(format, name => _root.TryGetProperty(name, out _)) is { } missing ? With(missing) : this;

    public override HttpContent ContentFor(string? model, bool withUsage)
    {
        var body = model is null && !_hasGatewayFields ? _large?.Shortened ?? _utf8 : _fields.Write(_root, model, addsModel: Model is null);
        body = withUsage && StreamUsage.AddOption(body.Span) is { } changed ? changed : body;
        HttpContent content = _large is null ? new ReadOnlyMemoryContent(body) : new JoinedContent(_large.Restore(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>This body with the members of <paramref name="changes"/> in place of its own.</summary>
    public JsonBody With(JsonElement changes)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var property in Root.EnumerateObject().Where(property => !changes.TryGetProperty(property.Name, out _)).Concat(changes.EnumerateObject()))
            {
                writer.WritePropertyName(property.Name);
                JsonPaths.WriteAsItWas(writer, property.Value);
            }

            writer.WriteEndObject();
        }

        return Parse(buffer.ToArray(), _route);
    }

    private static LargeJson? Shorten(ReadOnlyMemory<byte> utf8, ServedRoute route)
    {
        CheckEncoding(utf8);
        try
        {
            return LargeJson.Shorten(
                utf8,
                name => name.SequenceEqual("model"u8) || FieldRules.UseOf(name, route.Format, route.ProviderOwnsMetadata) != FieldUse.Forwarded,
                Strict.MaxDepth);
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
    }

    private static JsonElement ParseObject(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new BadRequestException("The request must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
    }

    // The parser checks a text's bytes only when the text is read, which may be during a call.
    private static void CheckEncoding(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new BadRequestException("The request is not valid UTF-8.");
        }
    }

    private static BadRequestException NotJson(JsonException exception) => new($"The request is not valid JSON: {exception.Message}");
}
