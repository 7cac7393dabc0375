using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Payloads.Tests.Properties;

/// <summary>Reads a map as its attributes say, from System.Text.Json's DOM and by reflection: slow, and plainly right.</summary>
internal static class DomReader
{
    // Hundreds of thousands of documents are read with the same few maps, and attributes are slow to read.
    private static readonly ConcurrentDictionary<Type, Field[]> Fields = new();

    /// <summary>The properties that a document gives a map, a line each.</summary>
    public static string Read(Type map, string json)
    {
        using var document = JsonDocument.Parse(json);
        return Print(FieldsOf(map).Select(field => (field.Property, Value(field, document.RootElement))));
    }

    /// <summary>The properties of a map that was read, a line each.</summary>
    public static string Print(object map) => Print(FieldsOf(map.GetType()).Select(field => (field.Property, field.Property.GetValue(map))));

    private static Field[] FieldsOf(Type map) => Fields.GetOrAdd(map, static map =>
    [
        .. from property in map.GetProperties()
           let paths = Paths(property).ToArray()
           where paths.Length > 0
           select new Field(
               property,
               Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType,
               paths,
               new NullabilityInfoContext().Create(property).WriteState == NullabilityState.NotNull),
    ]);

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

    private static object? Value(Field field, JsonElement root)
    {
        var value = field.Paths.Select(path => Value(field.Type, path, root)).FirstOrDefault(found => found is not null);
        if (value is not null || !field.CannotBeNull)
        {
            return value;
        }

        return field.Type == typeof(string) ? "" : field.Type.IsValueType ? Activator.CreateInstance(field.Type) : Array.Empty<string>();
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
            JsonValueKind.Number when type == typeof(int) => WholeNumber(element) is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null,
            JsonValueKind.Number when type == typeof(long) => WholeNumber(element),
            JsonValueKind.Number when type == typeof(double) => element.TryGetDouble(out var value) && double.IsFinite(value) ? value : null,
            _ => null,
        };
    }

    private static long? WholeNumber(JsonElement element) =>
        element.TryGetInt64(out var value) ? value
        : element.TryGetDouble(out var number) && double.IsInteger(number) && Math.Abs(number) < 1L << 53 && element.GetRawText().AsSpan().ContainsAny(".eE") ? (long)number
        : null;

    /// <summary>A property of a map: its type without <c>?</c>, where it stands in a document, and whether it has a value if the document has none.</summary>
    private sealed record Field(PropertyInfo Property, Type Type, string?[][] Paths, bool CannotBeNull);
}
