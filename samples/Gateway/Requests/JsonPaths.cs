using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>A set of places in a JSON document, such as <c>messages.*.content</c>; <c>*</c> is every element of an array, and every property of an object without a name of its own in the set.</summary>
internal sealed class JsonPaths
{
    private const string EveryElement = "*";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Dictionary<string, JsonPaths> _below = new(StringComparer.Ordinal);
    private bool _isPlace;

    /// <summary>The empty set of places.</summary>
    public static readonly JsonPaths None = new();

    public bool IsEmpty => _below.Count == 0;

    public static JsonPaths Parse(params ReadOnlySpan<string> paths)
    {
        var root = new JsonPaths();
        foreach (var path in paths)
        {
            var place = root;
            foreach (var part in path.Split('.'))
            {
                place = CollectionsMarshal.GetValueRefOrAddDefault(place._below, part, out _) ??= new JsonPaths();
            }

            place._isPlace = true;
        }

        return root;
    }

    /// <summary>The values at these places, in the document's order.</summary>
    public IEnumerable<JsonElement> ValuesIn(JsonElement element)
    {
        if (_isPlace)
        {
            yield return element;
        }

        foreach (var (below, child) in Children(element))
        {
            foreach (var value in below.ValuesIn(child))
            {
                yield return value;
            }
        }
    }

    /// <summary>The strings at these places, in the document's order.</summary>
    /// <exception cref="JsonException">A string holds half a surrogate pair.</exception>
    public List<string> TextsIn(JsonElement root)
    {
        try
        {
            return [.. ValuesIn(root).Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)];
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    /// <summary>The document with the strings at these places replaced, in the document's order; the rest of the document stays unchanged.</summary>
    public byte[] ReplaceTexts(JsonElement root, IReadOnlyList<string> texts)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            var next = 0;
            Write(writer, root, texts, ref next);
        }

        return buffer.ToArray();
    }

    private void Write(Utf8JsonWriter writer, JsonElement element, IReadOnlyList<string> texts, ref int next)
    {
        if (_isPlace && element.ValueKind == JsonValueKind.String)
        {
            writer.WriteStringValue(texts[next++]);
        }
        else if (_below.Count > 0 && element.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var property in element.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                WriteChild(writer, property.Name, property.Value, texts, ref next);
            }

            writer.WriteEndObject();
        }
        else if (_below.Count > 0 && element.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in element.EnumerateArray())
            {
                WriteChild(writer, EveryElement, item, texts, ref next);
            }

            writer.WriteEndArray();
        }
        else
        {
            WriteAsItWas(writer, element);
        }
    }

    private void WriteChild(Utf8JsonWriter writer, string name, JsonElement child, IReadOnlyList<string> texts, ref int next)
    {
        if (BelowFor(name) is { } below)
        {
            below.Write(writer, child, texts, ref next);
        }
        else
        {
            WriteAsItWas(writer, child);
        }
    }

    private IEnumerable<(JsonPaths Below, JsonElement Child)> Children(JsonElement element)
    {
        if (_below.Count > 0 && element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (BelowFor(property.Name) is { } below)
                {
                    yield return (below, property.Value);
                }
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && BelowFor(EveryElement) is { } below)
        {
            foreach (var item in element.EnumerateArray())
            {
                yield return (below, item);
            }
        }
    }

    private JsonPaths? BelowFor(string name) => _below.GetValueOrDefault(name) ?? _below.GetValueOrDefault(EveryElement);

    public static void WriteAsItWas(Utf8JsonWriter writer, JsonElement element) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
}
