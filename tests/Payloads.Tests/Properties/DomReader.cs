using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Payloads.Tests.Properties;

/// <summary>Reads a map as its attributes say, from System.Text.Json's DOM and by reflection: slow, and plainly right.</summary>
internal static class DomReader
{
    /// <summary>The properties that a document gives a map, a line each.</summary>
    public static string Read(Type map, string json)
    {
        using var document = JsonDocument.Parse(json);
        return Print(Read(map).Select(property => (property, Value(property, document.RootElement))));
    }

    /// <summary>The properties of a map that was read, a line each.</summary>
    public static string Print(object map) => Print(Read(map.GetType()).Select(property => (property, property.GetValue(map))));

    private static IEnumerable<PropertyInfo> Read(Type map) => map.GetProperties().Where(property => Paths(property).Any());

    private static string Print(IEnumerable<(PropertyInfo Property, object? Value)> values)
    {
        var text = new StringBuilder();
        foreach (var (property, value) in values)
        {
            text.Append(property.Name).Append('=').AppendLine(value switch
            {
                null or Utf8Json { IsEmpty: true } => "absent",
                IEnumerable<string> items => JsonSerializer.Serialize(items),
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                _ => $"{value}",
            });
        }

        return text.ToString();
    }

    private static IEnumerable<string?[]> Paths(PropertyInfo property) =>
        property.GetCustomAttributes<PayloadFieldAttribute>().Select(field => field.Path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.').Select(step => step == "[]" ? null : step).ToArray())
            .Concat(property.GetCustomAttributes<MetadataKeyAttribute>().Select(key => new string?[] { key.Key }));

    private static object? Value(PropertyInfo property, JsonElement root)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var value = Paths(property).Select(path => Value(type, path, root)).FirstOrDefault(found => found is not null);
        if (value is not null || new NullabilityInfoContext().Create(property).WriteState != NullabilityState.NotNull)
        {
            return value;
        }

        return type == typeof(string) ? "" : type.IsValueType ? Activator.CreateInstance(type) : Array.Empty<string>();
    }

    private static object? Value(Type type, string?[] path, JsonElement root)
    {
        var found = Follow(root, path).ToList();
        if (type == typeof(string[]) || type == typeof(IReadOnlyList<string>))
        {
            var lists = found.Select(Strings).OfType<List<string>>().ToList();
            return lists.Count == 0 || (path.Contains(null) && lists.All(list => list.Count == 0)) ? null : lists.SelectMany(list => list).ToArray();
        }

        return found.Select(element => Scalar(type, element)).LastOrDefault(scalar => scalar is not null);
    }

    private static IEnumerable<JsonElement> Follow(JsonElement element, ReadOnlyMemory<string?> path)
    {
        if (path.IsEmpty)
        {
            return [element];
        }

        if (path.Span[0] is { } name)
        {
            // Of equal names this finds the last.
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Follow(value, path[1..]) : [];
        }

        return element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(item => Follow(item, path[1..])) : [];
    }

    private static List<string>? Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => [.. element.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => null,
    };

    private static object? Scalar(Type type, JsonElement element)
    {
        if (type == typeof(Utf8Json))
        {
            return element.ValueKind == JsonValueKind.Null ? null : element.GetRawText();
        }

        return element.ValueKind switch
        {
            JsonValueKind.String when type == typeof(string) => element.GetString(),
            JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => element.GetBoolean(),
            JsonValueKind.Number when type == typeof(int) => element.TryGetInt32(out var value) ? value : null,
            JsonValueKind.Number when type == typeof(long) => element.TryGetInt64(out var value) ? value : null,
            JsonValueKind.Number when type == typeof(double) => element.TryGetDouble(out var value) && double.IsFinite(value) ? value : null,
            _ => null,
        };
    }
}
