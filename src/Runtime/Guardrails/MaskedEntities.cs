using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Guardrails;

/// <summary>Writes how many entities of each type were masked.</summary>
internal static class MaskedEntities
{
    // What a guardrail calls its types is small; a caller's words among them would not be.
    private const int MaxTypes = 64;

    /// <summary>A JSON object of the counts above 0 by type, in the order of the types; <see langword="null"/> if there are none.</summary>
    public static string? ToJson(IReadOnlyDictionary<string, int> counts)
    {
        if (counts.Count == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (type, count) in counts.Where(entry => entry.Value > 0).OrderBy(entry => entry.Key, StringComparer.Ordinal).Take(MaxTypes))
            {
                json.WriteNumber(type, count);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
