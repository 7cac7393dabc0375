using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Guardrails;

/// <summary>Writes the number of masked entities of each type.</summary>
internal static class MaskedEntities
{
    // Bounds the attribute. A guardrail has few types of its own; a larger number means that it uses a caller's words as types.
    private const int MaxTypes = 64;

    /// <summary>
    /// Returns a JSON object with the counts above 0 by type, in the order of the types; <see langword="null"/> if the dictionary
    /// is empty.
    /// </summary>
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
