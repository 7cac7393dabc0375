using System.Text.Encodings.Web;
using System.Text.Json;
using TracedLlm.Viewer.Otlp;

namespace TracedLlm.Viewer.Json;

/// <summary>Writes values of attributes as JSON.</summary>
internal static class ValueJson
{
    // JavaScript rounds larger whole numbers; OTLP/JSON too has a text for them.
    private const long MaxExact = (1L << 53) - 1;

    /// <summary>The text of the page is no HTML, so that only what JSON needs is escaped.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes attributes as an object. Of two with the same name the last one counts, as at most backends.</summary>
    public static void Write(Utf8JsonWriter json, ReadAttributes attributes)
    {
        json.WriteStartObject();
        foreach (var (name, value) in attributes.All.GroupBy(static attribute => attribute.Key).Select(static same => same.Last()))
        {
            json.WritePropertyName(name);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a number, or <c>null</c>.</summary>
    public static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes a whole number, or <c>null</c>.</summary>
    public static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number and (> MaxExact or < -MaxExact):
                json.WriteStringValue(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number:
                // JSON has no such number.
                json.WriteStringValue(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case ReadAttributes members:
                Write(json, members);
                break;
            case IReadOnlyList<object?> items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
