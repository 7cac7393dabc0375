using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>One mapping of the file. It records which settings were read, so that a warning can name the unknown settings.</summary>
internal sealed class SettingsSection(ConfigurationSource source, YamlMappingNode node, string path)
{
    private readonly HashSet<string> _read = [];
    private KnownSettings? _known;

    public YamlNode Node => node;

    /// <summary>The table of the section's other settings; <see langword="null"/> if it has none.</summary>
    public KnownSettings? Known => _known;

    /// <summary>The names of the settings that were read, whether they are there or not.</summary>
    public IReadOnlyCollection<string> KnownNames => _read;

    /// <summary>States the table of the section's other settings. A setting that is neither read nor in the table is an error.</summary>
    public SettingsSection Expect(KnownSettings known)
    {
        _known = known;
        return this;
    }

    /// <summary>The settings that nothing has read.</summary>
    public IEnumerable<UnreadSetting> Unread() =>
        from entry in node.Children
        let name = (entry.Key as YamlScalarNode)?.Value ?? entry.Key.ToString()
        where !_read.Contains(name)
        let setting = new UnreadSetting(this, _known, name, PathOf(name), entry.Key, IsOff(entry.Value))
        where !(path.Length == 0 && IsForAnchors(setting, entry.Value))
        select setting;

    /// <summary>Whether the setting is there and is not null.</summary>
    public bool Has(string name) => Find(name) is { } value && !(value is YamlScalarNode scalar && IsNull(scalar));

    public ConfigurationException Error(string name, string reason) => source.Error(Find(name) ?? node, $"{PathOf(name)} {reason}");

    /// <summary>The names of the settings, for a mapping whose names the author chooses.</summary>
    public IEnumerable<string> Names() => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value!);

    /// <summary>A text; <see langword="null"/> if absent. An environment variable that is not set is an error.</summary>
    public string? Text(string name)
    {
        var text = Text(name, out var missing);
        return missing is null ? text : throw Error(name, $"names the environment variable {missing}, which is not set");
    }

    /// <summary>A text; <paramref name="missingVariable"/> is the environment variable that the text names if that variable is not set.</summary>
    public string? Text(string name, out string? missingVariable)
    {
        missingVariable = null;
        return Find(name) switch
        {
            null => null,
            YamlScalarNode scalar when IsNull(scalar) => null,
            YamlScalarNode { Value: { } value } => source.Resolve(value, out missingVariable),
            _ => throw Error(name, "must be a text"),
        };
    }

    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw Error(name, "is required");

    public bool? Boolean(string name) => Text(name) is not { } text ? null : YamlBoolean.Parse(text) ?? throw Error(name, "must be true or false");

    /// <summary>A number that is not negative.</summary>
    public double? Number(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number >= 0
            ? number
            : throw Error(name, $"must be a number of zero or more, not '{text}'");
    }

    /// <summary>A text or a list of texts; empty if absent.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) switch
    {
        null => [],
        YamlScalarNode scalar => IsNull(scalar) ? [] : [RequiredText(name)],
        YamlSequenceNode sequence => [.. sequence.Select(item => item is YamlScalarNode { Value: { Length: > 0 } value }
            ? source.Resolve(value, out var missing) ?? throw source.Error(item, $"{PathOf(name)} names the environment variable {missing}, which is not set")
            : throw source.Error(item, $"{PathOf(name)} must hold texts only"))],
        _ => throw Error(name, "must be a text or a list of texts"),
    };

    public SettingsSection? Section(string name) =>
        Find(name) is { } child && !(child is YamlScalarNode scalar && IsNull(scalar)) ? source.Section(child, PathOf(name)) : null;

    /// <summary>A list of mappings; empty if absent.</summary>
    public IReadOnlyList<SettingsSection> Sections(string name) => Find(name) switch
    {
        null => [],
        YamlScalarNode scalar when IsNull(scalar) => [],
        YamlSequenceNode sequence => [.. sequence.Select((item, i) => source.Section(item, $"{PathOf(name)}[{i}]"))],
        _ => throw Error(name, "must be a list"),
    };

    /// <summary>A value of any form, which the gateway passes on.</summary>
    public YamlNode? Value(string name) => Find(name);

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private YamlNode? Find(string name)
    {
        _read.Add(name);
        return node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;
    }

    // A top-level entry that only holds an anchor, or has Docker Compose's prefix for such entries. A section may have an anchor too.
    private static bool IsForAnchors(UnreadSetting setting, YamlNode value) =>
        setting.Name.StartsWith("x-", StringComparison.Ordinal) || !value.Anchor.IsEmpty && setting.Problem is null;

    // A setting that is off says what the gateway does anyway.
    private static bool IsOff(YamlNode value) => value switch
    {
        YamlScalarNode scalar => IsNull(scalar) || scalar is { Value: "" } || scalar is { Style: ScalarStyle.Plain, Value: { } text } && YamlBoolean.Parse(text) == false,
        YamlSequenceNode sequence => sequence.Children.Count == 0,
        YamlMappingNode mapping => mapping.Children.Count == 0,
        _ => false,
    };

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Style is ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL";
}
