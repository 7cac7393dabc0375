using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The fields of a JSON body that its provider does not receive, and the body without them. All that stays has its bytes and its place.</summary>
/// <param name="format">The API of the body.</param>
/// <param name="providerOwnsMetadata">Whether <c>metadata</c> is the provider's.</param>
internal readonly struct JsonFields(WireFormat format, bool providerOwnsMetadata)
{
    private const byte Escape = (byte)'\\';

    private bool KeepsMetadata => providerOwnsMetadata && format.ReadsTraceKeys;

    /// <summary>The fields that the provider does not receive; <see langword="null"/> if it receives all.</summary>
    public List<GatewayField>? Find(JsonElement body)
    {
        List<GatewayField>? found = null;
        foreach (var property in body.EnumerateObject())
        {
            if (UseOf(property) is var use && use != FieldUse.Forwarded)
            {
                (found ??= []).Add(new(property.Name, use, property.Value));
            }
        }

        if (KeepsMetadata && body.TryGetProperty(LiteLlmFields.Metadata, out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            // Removed without effect, as the other keys of the gateway are not.
            foreach (var property in metadata.EnumerateObject().Where(property => TraceKeys.IsBackendSetting(property.Name)))
            {
                (found ??= []).Add(new($"{LiteLlmFields.Metadata}.{property.Name}", FieldUse.Removed, property.Value));
            }
        }

        if (format.InnerRequests is { } inner)
        {
            FindInner(inner, body, ref found);
        }

        return found;
    }

    /// <summary>Whether the provider's <c>metadata</c> has keys of the gateway, here or in one of the inner requests.</summary>
    public bool HasTraceKeys(JsonElement body)
    {
        if (format.InnerRequests is { } inner)
        {
            var fields = FieldsOf(inner);
            return InnerBodies(inner, body).Any(fields.HasTraceKeys);
        }

        if (!KeepsMetadata || !body.TryGetProperty(LiteLlmFields.Metadata, out var metadata) || metadata.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (var property in metadata.EnumerateObject())
        {
            if (IsTraceKey(property))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The body for the provider.</summary>
    /// <param name="body">The caller's body.</param>
    /// <param name="model">The provider's name for the model; <see langword="null"/> keeps the caller's value.</param>
    /// <param name="addsModel">Whether the body lacks the model.</param>
    public byte[] Write(JsonElement body, string? model, bool addsModel)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            Write(writer, body, model, addsModel);
        }

        return buffer.ToArray();
    }

    private void Write(Utf8JsonWriter writer, JsonElement body, string? model, bool addsModel)
    {
        writer.WriteStartObject();
        foreach (var property in body.EnumerateObject())
        {
            if (UseOf(property) == FieldUse.Forwarded)
            {
                Write(writer, property, model);
            }
        }

        if (addsModel && model is not null)
        {
            writer.WriteString(ServedRoute.Model, model);
        }

        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, JsonProperty property, string? model)
    {
        if (KeepsMetadata && property.NameEquals(LiteLlmFields.Metadata) && property.Value.ValueKind == JsonValueKind.Object)
        {
            WriteMetadata(writer, property);
            return;
        }

        writer.WritePropertyName(property.Name);
        if (model is not null && property.NameEquals(ServedRoute.Model))
        {
            writer.WriteStringValue(model);
        }
        else if (format.InnerRequests is { } inner && property.NameEquals(inner.List) && property.Value.ValueKind == JsonValueKind.Array && property.Value.EnumerateArray().Any(item => Changes(inner, item)))
        {
            WriteInner(writer, inner, property.Value);
        }
        else
        {
            JsonPaths.WriteAsItWas(writer, property.Value);
        }
    }

    // Metadata that has only the gateway's keys is not sent.
    private static void WriteMetadata(Utf8JsonWriter writer, JsonProperty metadata)
    {
        var kept = metadata.Value.EnumerateObject().Where(property => !IsTraceKey(property)).ToList();
        if (kept.Count == 0 && metadata.Value.GetPropertyCount() > 0)
        {
            return;
        }

        writer.WritePropertyName(metadata.Name);
        if (kept.Count == metadata.Value.GetPropertyCount())
        {
            JsonPaths.WriteAsItWas(writer, metadata.Value);
            return;
        }

        writer.WriteStartObject();
        foreach (var property in kept)
        {
            writer.WritePropertyName(property.Name);
            JsonPaths.WriteAsItWas(writer, property.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteInner(Utf8JsonWriter writer, InnerRequests inner, JsonElement list)
    {
        writer.WriteStartArray();
        foreach (var item in list.EnumerateArray())
        {
            if (!Changes(inner, item))
            {
                JsonPaths.WriteAsItWas(writer, item);
                continue;
            }

            writer.WriteStartObject();
            foreach (var property in item.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                if (property.NameEquals(inner.Body) && property.Value.ValueKind == JsonValueKind.Object)
                {
                    FieldsOf(inner).Write(writer, property.Value, model: null, addsModel: false);
                }
                else
                {
                    JsonPaths.WriteAsItWas(writer, property.Value);
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // The fields that steer a request have no effect on one request of many.
    private static void FindInner(InnerRequests inner, JsonElement body, ref List<GatewayField>? found)
    {
        foreach (var request in InnerBodies(inner, body))
        {
            if (FieldsOf(inner).Find(request) is { } fields)
            {
                (found ??= []).AddRange(fields.Select(field => field with
                {
                    Name = $"{inner.List}.{inner.Body}.{field.Name}",
                    Use = field.Use == FieldUse.Honoured ? FieldUse.Removed : field.Use == FieldUse.Allowed ? FieldUse.Refused : field.Use,
                }));
            }
        }
    }

    private static IEnumerable<JsonElement> InnerBodies(InnerRequests inner, JsonElement body) =>
        body.TryGetProperty(inner.List, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => HasBody(inner, item)).Select(item => item.GetProperty(inner.Body))
            : [];

    private static bool HasBody(InnerRequests inner, JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(inner.Body, out var body) && body.ValueKind == JsonValueKind.Object;

    private static bool Changes(InnerRequests inner, JsonElement item) =>
        HasBody(inner, item) && item.GetProperty(inner.Body) is var body && (FieldsOf(inner).Find(body) is not null || FieldsOf(inner).HasTraceKeys(body));

    private static JsonFields FieldsOf(InnerRequests inner) => new(inner.Format, inner.Format.ProviderOwnsMetadata);

    private FieldUse UseOf(JsonProperty property) => JsonMarshal.GetRawUtf8PropertyName(property) is var name && name.Contains(Escape)
        ? FieldRules.UseOf(property.Name, format, providerOwnsMetadata)
        : FieldRules.UseOf(name, format, providerOwnsMetadata);

    private static bool IsTraceKey(JsonProperty property)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(property);
        Span<char> text = stackalloc char[64];
        return name.Contains(Escape) || name.Length > text.Length
            ? TraceKeys.Contains(property.Name)
            : TraceKeys.Contains(text[..Encoding.UTF8.GetChars(name, text)]);
    }
}
