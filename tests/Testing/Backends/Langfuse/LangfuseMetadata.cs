using System.Text.Json;
using System.Text.RegularExpressions;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Backends;

/// <summary>Metadata, tags and environment of a span in Langfuse.</summary>
internal static partial class LangfuseMetadata
{
    private const int MaxEnvironmentLength = 40;

    // A later value replaces an earlier one.
    private static readonly string[] Objects = ["langfuse.metadata", "langfuse.trace.metadata", "langfuse.observation.metadata"];

    private static readonly string[] TagKeys = ["langfuse.trace.tags", "langfuse.tags", "tag.tags"];

    private static readonly string[] EnvironmentKeys = ["langfuse.environment", "deployment.environment.name", "deployment.environment"];

    public static IReadOnlyDictionary<string, string> Read(ReceivedAttributes attributes)
    {
        var metadata = new Dictionary<string, string>();
        foreach (var name in Objects)
        {
            AddObject(metadata, attributes[name] as string);
            foreach (var (key, value) in attributes.Where(attribute => attribute.Key.StartsWith(name + ".", StringComparison.Ordinal)))
            {
                metadata[key[(name.Length + 1)..]] = value as string ?? AttributeText.Format(value);
            }
        }

        return metadata;
    }

    public static IReadOnlyList<string> Tags(ReceivedAttributes attributes) =>
        TagKeys.Select(key => attributes[key]).FirstOrDefault(value => value is not null) switch
        {
            IReadOnlyList<object?> list => [.. list.OfType<string>()],
            string text when text.StartsWith('[') => JsonSerializer.Deserialize<string[]>(text) ?? [],
            string text => text.Split(',', StringSplitOptions.TrimEntries),
            _ => [],
        };

    public static string Environment(ReceivedSpan span)
    {
        var stated = EnvironmentKeys
            .SelectMany(key => (object?[])[span.Attributes[key], span.Resource[key]])
            .OfType<string>()
            .FirstOrDefault("default");
#pragma warning disable CA1308 // Langfuse converts the value to lower case.
        var environment = Reserved().Replace(stated.ToLowerInvariant(), "");
#pragma warning restore CA1308
        environment = environment[..Math.Min(environment.Length, MaxEnvironmentLength)];
        return Allowed().IsMatch(environment) ? environment : "default";
    }

    private static void AddObject(Dictionary<string, string> metadata, string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                Flatten(metadata, "", document.RootElement);
            }
        }
        catch (JsonException)
        {
            // Langfuse drops such a value too.
        }
    }

    private static void Flatten(Dictionary<string, string> metadata, string prefix, JsonElement json)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten(metadata, $"{prefix}{property.Name}.", property.Value);
            }
            else
            {
                metadata[prefix + property.Name] = property.Value.ToString();
            }
        }
    }

    [GeneratedRegex("^langfuse[-_]?")]
    private static partial Regex Reserved();

    [GeneratedRegex("^[a-z0-9_-]+$")]
    private static partial Regex Allowed();
}
