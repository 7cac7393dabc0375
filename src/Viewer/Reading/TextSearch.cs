using System.Globalization;
using System.Text;
using System.Text.Json;
using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Reading;

/// <summary>Searches a text in the ids, names, attributes, events and links of a trace. Case does not matter.</summary>
internal static class TextSearch
{
    public static bool Finds(TraceReading reading, string text)
    {
        foreach (var span in reading.Spans)
        {
            if (Has(span.TraceId, text)
                || Has(span.SpanId, text)
                || Has(span.Name, text)
                || Has(span.StatusMessage, text)
                || Has(span.Attributes, text)
                || span.Events.Any(one => Has(one.Name, text) || Has(one.Attributes, text))
                || span.Links.Any(link => Has(link.TraceId, text) || Has(link.SpanId, text)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ReadAttributes attributes, string text)
    {
        foreach (var (name, value) in attributes.All)
        {
            if (Has(name, text) || HasValue(value, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasValue(object? value, string text) => value switch
    {
        null => false,
        string one => Has(one, text) || (one is ['{' or '[', ..] && HasJson(one, text)),
        bool flag => Has(flag ? "true" : "false", text),
        IReadOnlyList<object?> items => items.Any(item => HasValue(item, text)),
        ReadAttributes members => Has(members, text),
        _ => Has(Convert.ToString(value, CultureInfo.InvariantCulture), text),
    };

    // Content is JSON. Somebody who searches for a quotation mark or a line break does not write its escape.
    private static bool HasJson(string json, string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && Has(reader.GetString(), text))
                {
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The text is no JSON, was cut, or has half of a pair of surrogates.
        }

        return false;
    }

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
