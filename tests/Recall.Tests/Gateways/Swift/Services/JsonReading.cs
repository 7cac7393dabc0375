using System.Text.Json;

namespace Swift.Services;

public static class JsonReading
{
    /// <summary>The text at a path; null if there is nothing or something else.</summary>
    public static string? Text(this JsonElement element, params string[] path)
    {
        var current = element;
        foreach (var name in path)
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(name, out current))
            {
                return null;
            }
        }

        return current.ValueKind == JsonValueKind.String ? current.GetString() : null;
    }
}
