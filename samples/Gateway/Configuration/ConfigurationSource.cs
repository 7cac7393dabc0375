using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway;

/// <summary>One configuration file while the gateway reads it: its name, the environment variables and the warnings.</summary>
internal sealed class ConfigurationSource(string file, Func<string, string?> environment)
{
    private const string EnvironmentPrefix = "os.environ/";

    private readonly List<SettingsSection> _sections = [];
    private readonly List<string> _warnings = [];

    public void Warn(string warning) => _warnings.Add(warning);

    public ConfigurationException Error(YamlNode node, string reason) => new(file, node.Start.Line, reason);

    /// <summary>Resolves a value of the form <c>os.environ/NAME</c>; <paramref name="variable"/> is the name of the variable if it is not set.</summary>
    public string? Resolve(string value, out string? variable)
    {
        variable = null;
        if (!value.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return value;
        }

        var name = value[EnvironmentPrefix.Length..];
        var resolved = environment(name);
        variable = string.IsNullOrEmpty(resolved) ? name : null;
        return variable is null ? resolved : null;
    }

    /// <summary>Reads a variable that the gateway knows without an entry in the file, such as <c>OPENAI_API_KEY</c>.</summary>
    public string? Variable(string? name) => name is null || environment(name) is not { Length: > 0 } value ? null : value;

    public SettingsSection Section(YamlNode node, string path)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Error(node, $"{(path.Length == 0 ? "the file" : path)} must be a mapping");
        }

        // Two readers may read one mapping; a setting is unknown if neither of them reads it.
        if (_sections.Find(known => ReferenceEquals(known.Node, mapping)) is not { } section)
        {
            section = new SettingsSection(this, mapping, path);
            _sections.Add(section);
        }

        return section;
    }

    /// <summary>All warnings; one warning names the unknown settings of all sections.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var unknown = _sections.SelectMany(section => section.Unread())
            .OrderBy(setting => setting.Line)
            .Select(setting => string.Create(CultureInfo.InvariantCulture, $"{setting.Path} (line {setting.Line})"))
            .ToList();
        return unknown.Count == 0 ? _warnings : [$"{file}: unknown settings have no effect: {string.Join(", ", unknown)}", .. _warnings];
    }
}
